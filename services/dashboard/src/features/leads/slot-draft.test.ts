import { expect, it } from 'vitest';

import { fromDraft, toDraft, type Draft } from './slot-draft';

const again = (slot: string, value: unknown) => fromDraft(slot, toDraft(slot, value));
const blank = toDraft('area', null);
const read = (slot: string, draft: Partial<Draft>) => fromDraft(slot, { ...blank, ...draft });

it('changes nothing that nobody has changed', () => {
  for (const [slot, value] of [
    ['intent', 'buy'],
    ['property_type', 'villa'],
    ['property_type', ['villa', 'land']],
    ['area', ['Dubai Marina']],
    ['bedrooms', 3],
    ['bedrooms', 'studio'],
    ['bedrooms', { min: 2, max: null }],
    ['budget', { min: null, max: 90000, currency: 'AED', period: 'year' }],
    ['visit', { at: '2026-11-27T06:00:00.000Z' }],
    ['name', 'Ana'],
    ['financing', 'any'],
    ['phone', '+971501234567'],
  ] as const) {
    expect(again(slot, value), slot).toEqual({ value });
  }
});

it('reads numbers in any digits, and refuses what is none', () => {
  const value = (max: string) => read('budget', { max });
  const budget = (max: number) => ({ value: { min: null, max, currency: null, period: null } });
  expect(value('۱٬۵۰۰٬۰۰۰')).toEqual(budget(1_500_000));
  expect(value('1 500 000')).toEqual(budget(1_500_000));
  expect(value('1.500.000')).toEqual(budget(1_500_000));
  expect(value('1.5')).toEqual({ wrong: 'leads.valueMissing' });
  expect(value('many')).toEqual({ wrong: 'leads.valueMissing' });
  expect(read('bedrooms', { min: '4', max: '2' })).toEqual({ wrong: 'leads.rangeWrong' });
  expect(read('bedrooms', { min: '0', max: '0' })).toEqual({ value: 'studio' });
});

it('asks for a value', () => {
  for (const slot of ['name', 'intent', 'area', 'property_type', 'bedrooms', 'budget', 'visit']) {
    expect(fromDraft(slot, blank), slot).toEqual({ wrong: 'leads.valueMissing' });
  }
  expect(read('phone', { text: '050' })).toEqual({ wrong: 'bot.agentPhoneWrong' });
});
