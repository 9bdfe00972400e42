import { expect, it } from 'vitest';

import { aConsumer, aFleet } from '../../testing/fleet';
import { rates, standsStill, withSample, type Samples } from './samples';

const KEY = 'WAHA_EVENTS/bot-worker';

/** A consumer as it was seen at some seconds. */
function seen(...looks: [seconds: number, delivered: number, waiting?: number][]): Samples {
  return looks.reduce<Samples>(
    (samples, [seconds, delivered, waiting = 0]) =>
      withSample(samples, aFleet({ consumers: [aConsumer({ delivered, waiting })] }, seconds)),
    {},
  );
}

it('makes rates of what was delivered between two looks', () => {
  expect(rates(seen([0, 100])[KEY])).toEqual([]);
  expect(rates(seen([0, 100], [5, 150], [15, 150])[KEY])).toEqual([10, 0]);
});

it('begins anew with a consumer that counts anew, and after a long look away', () => {
  expect(seen([0, 100], [5, 3])[KEY]).toHaveLength(1);
  expect(seen([0, 100], [600, 900])[KEY]).toHaveLength(1);
});

it('takes the same look once, and forgets what is five minutes old', () => {
  expect(seen([0, 100], [0, 100])[KEY]).toHaveLength(1);
  const long = Array.from({ length: 100 }, (_, look) => [look * 5, look] as [number, number]);
  expect(seen(...long)[KEY]).toHaveLength(61);
});

it('knows standing still from resting and from working', () => {
  expect(standsStill(seen([0, 100, 5], [10, 100, 5], [20, 100, 9])[KEY])).toBe(true);
  expect(standsStill(seen([0, 100, 0], [10, 100, 5], [20, 100, 9])[KEY])).toBe(false);
  expect(standsStill(seen([0, 100, 5], [10, 100, 5])[KEY])).toBe(false);
  expect(standsStill(seen([0, 100, 5], [10, 101, 5], [20, 102, 9])[KEY])).toBe(false);
  expect(standsStill(seen([0, 100, 5], [20, 100, 0])[KEY])).toBe(false);
});
