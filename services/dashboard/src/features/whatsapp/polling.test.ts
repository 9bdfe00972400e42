import { expect, it } from 'vitest';

import { pollInterval } from './polling';

const quiet = { failed: false, live: false };

it('asks every 3 seconds until it is connected', () => {
  expect(pollInterval({ ...quiet, view: 'wait' })).toBe(3_000);
  expect(pollInterval({ ...quiet, view: 'scan' })).toBe(3_000);
});

it('asks seldom once nothing is expected', () => {
  expect(pollInterval({ ...quiet, view: 'linked' })).toBe(15_000);
  expect(pollInterval({ ...quiet, view: 'broken' })).toBe(15_000);
  expect(pollInterval({ ...quiet, view: 'start' })).toBe(15_000);
});

it('asks seldom while it is told', () => {
  expect(pollInterval({ view: 'scan', failed: false, live: true })).toBe(30_000);
});

it('does not hammer a service that fails', () => {
  expect(pollInterval({ view: 'scan', failed: true, live: false })).toBe(15_000);
  expect(pollInterval({ ...quiet, view: undefined })).toBe(15_000);
});
