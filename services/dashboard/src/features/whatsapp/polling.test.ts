import { expect, it } from 'vitest';

import { pollInterval } from './polling';
import { viewOf } from './view';

const other = (status: string) => ({ connected: false, status, message: '' });

it('asks every 3 seconds until it is connected', () => {
  for (const status of ['STARTING', 'SCAN_QR_CODE', 'NEW_IN_2027']) {
    expect(pollInterval(other(status), false), status).toBe(3_000);
  }
});

it('asks seldom once nothing is expected', () => {
  expect(pollInterval({ connected: true, status: 'WORKING' }, false)).toBe(30_000);
  expect(pollInterval(other('FAILED'), false)).toBe(15_000);
  expect(pollInterval({ connected: false, message: 'WhatsApp not configured' }, false)).toBe(
    15_000,
  );
});

it('does not hammer a service that fails', () => {
  expect(pollInterval(other('SCAN_QR_CODE'), true)).toBe(15_000);
  expect(pollInterval(undefined, false)).toBe(15_000);
});

it('knows what a person can do in each state', () => {
  expect(viewOf({ connected: true, status: 'WORKING' })).toBe('connected');
  expect(viewOf({ connected: false, message: 'WhatsApp not configured' })).toBe('none');
  expect(viewOf({ connected: false, message: 'Session not found' })).toBe('forgotten');
  expect(viewOf(other('SCAN_QR_CODE'))).toBe('scan');
  expect(viewOf(other('FAILED'))).toBe('failed');
  expect(viewOf(other('PASSKEY_REQUIRED'))).toBe('passkey');
  expect(viewOf(other('NEW_IN_2027'))).toBe('unknown');
});
