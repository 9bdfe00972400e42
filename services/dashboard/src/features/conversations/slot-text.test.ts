import { expect, it } from 'vitest';

import { textOf } from '../../i18n/languages';
import { inReadingOrder, slotName, slotValue } from './slot-text';

const t = textOf.bind(null, 'en');
const value = (of: unknown) => slotValue(of, (number) => number.toLocaleString('en'));

it('names what it knows, and what it does not by its own name', () => {
  expect(slotName('property_type', t)).toBe('Property');
  expect(slotName('parking_places', t)).toBe('parking places');
  expect(inReadingOrder(['pool', 'budget', 'area'])).toEqual(['area', 'budget', 'pool']);
});

it('shows values of every shape', () => {
  expect(value('ready_soon')).toBe('ready soon');
  expect(value('Dubai Marina')).toBe('Dubai Marina');
  expect(value(['Deira', 'JVC'])).toBe('Deira, JVC');
  expect(value(2)).toBe('2');
  expect(value(null)).toBe('');
  expect(value({ min: 1_000_000, max: 2_000_000, currency: 'AED', period: null })).toBe(
    '1,000,000–2,000,000 AED',
  );
  expect(value({ min: null, max: 5_000, currency: 'AED', period: 'month' })).toBe(
    '≤ 5,000 AED month',
  );
  expect(value({ min: 3, max: null })).toBe('≥ 3');
  expect(value({ min: 3, max: 3 })).toBe('3');
});
