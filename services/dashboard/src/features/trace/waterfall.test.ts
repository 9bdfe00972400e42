import { expect, it } from 'vitest';

import type { TraceStep } from '../../api/types';
import { waterfall } from './waterfall';

/** Steps by their names, at some milliseconds. */
function steps(...given: [name: string, at: number][]): TraceStep[] {
  const start = Date.parse('2026-11-27T08:00:00Z');
  return given.map(([name, at], index) => ({
    name,
    at: new Date(start + at).toISOString(),
    after_ms: index === 0 ? 0 : at - given[index - 1]![1],
    detail: null,
  }));
}

it('lays steps out along the time that was taken', () => {
  const { bars, total } = waterfall(steps(['received', 0], ['turn', 1_000], ['sent', 4_000]));
  expect(total).toBe(4_000);
  expect(bars.map(({ from, share }) => [from, share])).toEqual([
    [0, 0],
    [0, 0.25],
    [0.25, 0.75],
  ]);
});

it('marks the longest wait, if anybody would notice it', () => {
  const slowest = (...given: [string, number][]) =>
    waterfall(steps(...given)).bars.find((bar) => bar.slowest)?.name;
  expect(slowest(['received', 0], ['turn', 6_000], ['sent', 7_500])).toBe('turn');
  expect(slowest(['received', 0], ['turn', 60], ['sent', 700])).toBeUndefined();
});

it('does not squeeze our part by what the customer does', () => {
  const { bars, total } = waterfall(
    steps(['received', 0], ['sent', 2_000], ['delivered', 90_000], ['read', 900_000]),
  );
  expect(total).toBe(2_000);
  expect(bars.map(({ beyond }) => beyond)).toEqual([false, false, true, true]);
  expect(bars.find((bar) => bar.slowest)?.name).toBe('sent');
});

it('holds with nothing, with one step, and with a clock that is ahead', () => {
  expect(waterfall([])).toEqual({ bars: [], total: 0 });
  expect(waterfall(steps(['received', 0])).bars).toMatchObject([{ from: 0, share: 0 }]);
  const { bars } = waterfall(steps(['written', 900], ['received', 400], ['sent', 1_400]));
  expect(bars.every(({ from, share }) => from >= 0 && share >= 0 && from + share <= 1)).toBe(true);
});
