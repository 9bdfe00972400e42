import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { throttled } from './throttled';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('does the first at once, and of a crowd one more', () => {
  const deed = vi.fn();
  const { run } = throttled(deed, 1_000);
  run();
  expect(deed).toHaveBeenCalledTimes(1);
  run();
  run();
  vi.advanceTimersByTime(999);
  expect(deed).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(deed).toHaveBeenCalledTimes(2);
  // The one more has a period of its own.
  run();
  vi.advanceTimersByTime(999);
  expect(deed).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5_000);
  expect(deed).toHaveBeenCalledTimes(3);
});

it('does nothing after it was cancelled', () => {
  const deed = vi.fn();
  const { run, cancel } = throttled(deed, 1_000);
  run();
  run();
  cancel();
  vi.advanceTimersByTime(5_000);
  expect(deed).toHaveBeenCalledTimes(1);
});
