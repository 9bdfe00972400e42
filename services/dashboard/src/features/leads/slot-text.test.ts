import { expect, it } from 'vitest';

import { textOf, type Language } from '../../i18n/languages';
import { slotText } from './slot-text';

const said = (slot: string, value: unknown, language: Language = 'en') =>
  slotText(slot, value, {
    language,
    t: (key, values) => textOf(language, key, values),
    number: (number) => new Intl.NumberFormat('en').format(number),
    dateTime: (iso) => `at ${iso}`,
  });

it('says what the bot keeps in words', () => {
  expect(said('intent', 'rent')).toBe('renting');
  expect(said('timeline', '1-3m')).toBe('within three months');
  expect(said('property_type', ['villa', 'townhouse'])).toBe('villa, townhouse');
  expect(said('property_type', ['villa', 'townhouse'], 'fa')).toBe('ویلا، تاون‌هاوس');
  expect(said('area', { not: ['Deira'] })).toBe('not Deira');
  expect(said('bedrooms', 2)).toBe('2');
  expect(said('bedrooms', 'studio')).toBe('studio');
  expect(said('bedrooms', { min: 2, max: null })).toBe('from 2');
  expect(said('visit', { at: '2026-11-27T10:00:00+04:00' })).toBe('at 2026-11-27T10:00:00+04:00');
});

it('says amounts as far as they are known', () => {
  const budget = { min: null, max: 120000, currency: 'AED', period: 'year' };
  expect(said('budget', budget)).toBe('up to 120,000 AED a year');
  expect(said('budget', { ...budget, min: 90000, period: null })).toBe('90,000 to 120,000 AED');
  expect(said('budget', { min: 5, max: 5, currency: null, period: null })).toBe('5');
});

it('shows what it does not know as it is, and nothing where nothing is known', () => {
  expect(said('area', 'somewhere near the sea')).toBe('somewhere near the sea');
  expect(said('shoe_size', { eu: 42 })).toBe('{"eu":42}');
  expect(said('budget', 'any')).toBe('no preference');
  expect(said('area', null)).toBeNull();
  expect(said('area', undefined)).toBeNull();
});
