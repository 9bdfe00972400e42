import { expect, it } from 'vitest';

import { top } from './scale';

it('is round, halves into a whole number, and nothing rises above it', () => {
  expect([0, 1, 4, 5, 9, 10, 11, 35, 100, 101, 999].map(top)).toEqual([
    4, 4, 4, 6, 10, 10, 12, 40, 100, 120, 1000,
  ]);
  for (let highest = 0; highest < 3_000; highest += 7) {
    const height = top(highest);
    expect(height).toBeGreaterThanOrEqual(highest);
    expect(height % 2).toBe(0);
  }
});
