import { expect, it } from 'vitest';

import { dayNames, periodOf, span } from './period';

it('knows three periods, and the usual one for everything else', () => {
  expect(periodOf('7')).toBe(7);
  expect(periodOf('90')).toBe(90);
  expect(periodOf('')).toBe(30);
  expect(periodOf('8')).toBe(30);
  expect(periodOf('1e9')).toBe(30);
});

it('tells how long in one unit', () => {
  expect(span(0, 'en')).toBe('0 secs');
  expect(span(42.4, 'en')).toBe('42 secs');
  expect(span(89.6, 'en')).toBe('89 secs');
  expect(span(89 * 60, 'en')).toBe('89 mins');
  expect(span(90 * 60, 'en')).toBe('1 hr');
  expect(span(47 * 3_600, 'en')).toBe('47 hrs');
  expect(span(3 * 86_400, 'en')).toBe('3 days');
  expect(span(-5, 'en')).toBe('0 secs');
  expect(span(120, 'fa')).toContain('۲');
});

it('names a day of the tenant’s by that day, in every time zone', () => {
  expect(dayNames('en').short('2026-11-27')).toBe('27 Nov');
  expect(dayNames('en').long('2026-11-01')).toBe('Sun 1 November');
  expect(dayNames('fa').short('2026-11-27')).toBe('۶ آذر');
});
