import { expect, it } from 'vitest';

import type { WhatsAppSession } from '../../api/types';
import { shown, stateOfStatus } from './state';

const waha = (status: string) => ({ connected: status === 'WORKING', status });
const platform = (state: string) => ({ state }) as WhatsAppSession;

it('knows what a person can do in each status', () => {
  const view = (status: string) => shown(waha(status), undefined)?.view;
  expect(view('WORKING')).toBe('linked');
  expect(view('SCAN_QR_CODE')).toBe('scan');
  expect(view('FAILED')).toBe('broken');
  expect(view('PASSKEY_REQUIRED')).toBe('broken');
  expect(view('NEW_IN_2027')).toBe('wait');
  const without = (message: string) => shown({ connected: false, message }, undefined)?.state;
  expect(without('WhatsApp not configured')).toBe('not_connected');
  expect(without('Session not found')).toBe('forgotten');
});

it('lets the platform say it better where both agree', () => {
  const state = (status: string, kept: string) => shown(waha(status), platform(kept))?.state;
  expect(state('FAILED', 'code_expired')).toBe('code_expired');
  expect(state('WORKING', 'deaf')).toBe('deaf');
  expect(state('STARTING', 'reconnecting')).toBe('reconnecting');
  expect(state('WORKING', 'waiting_for_scan'), 'what is kept lags behind').toBe('connected');
});

it('shows the code of a session that the phone has logged out', () => {
  expect(shown(waha('SCAN_QR_CODE'), platform('logged_out'))).toEqual({
    state: 'logged_out',
    view: 'scan',
  });
});

it('believes the platform in what WAHA cannot know', () => {
  for (const state of ['suspended', 'disconnecting', 'gave_up']) {
    expect(shown(waha('STOPPED'), platform(state))?.state).toBe(state);
  }
});

it('goes by the platform while WAHA does not answer', () => {
  expect(shown(undefined, platform('waha_unreachable'))?.view).toBe('wait');
  expect(shown(undefined, platform('new_in_2027'))?.state).toBe('unknown');
  expect(shown(undefined, undefined)).toBeNull();
});

it('knows WAHA’s words alone', () => {
  expect(stateOfStatus('FAILED')).toBe('failed');
  expect(stateOfStatus('toString')).toBeNull();
});
