import { expect, it } from 'vitest';

import { textOf } from '../../i18n/languages';
import { actorName, stepOf, titleOf } from './history';

const speaker = {
  language: 'en' as const,
  t: (key: Parameters<typeof textOf>[1], values?: Record<string, string>) =>
    textOf('en', key, values),
  number: (value: number) => new Intl.NumberFormat('en-GB').format(value),
  dateTime: (iso: string) => iso,
};
const { t } = speaker;

it('tells a change in words', () => {
  expect(stepOf({ field: 'stage', from: 'new', to: 'won' }, speaker)).toEqual({
    what: 'Stage',
    from: 'New',
    to: 'Won',
  });
  expect(stepOf({ field: 'score_class', from: null, to: 'hot' }, speaker)).toEqual({
    what: 'Score',
    from: null,
    to: 'Hot',
  });
  expect(stepOf({ field: 'assigned_to', from: 'ana@x.example', to: null }, speaker)).toEqual({
    what: 'Assigned to',
    from: '\u2068ana@x.example\u2069',
    to: 'Nobody',
  });
  const budget = { min: null, max: 90_000, currency: 'AED', period: 'year' };
  expect(stepOf({ field: 'slots.budget', from: budget, to: null }, speaker)).toEqual({
    what: 'Budget',
    from: 'up to 90,000 AED a year',
    to: 'not known',
  });
});

it('shows what it has no words for', () => {
  expect(stepOf({ field: 'mood', from: 1, to: 'sunny' }, speaker)).toEqual({
    what: 'mood',
    from: '1',
    to: 'sunny',
  });
  expect(stepOf({ field: 'stage', from: 'dreaming', to: 'won' }, speaker).from).toBe('dreaming');
});

it('names what happened and whose doing it was', () => {
  const entry = (action: string, kind: string, name: string | null) => ({
    at: '2026-11-20T08:00:00Z',
    action,
    actor: { kind, id: null, name },
    changes: [],
  });
  expect(titleOf(entry('created', 'bot', null), t)).toBe('Lead created');
  expect(titleOf(entry('changed', 'bot', null), t)).toBeNull();
  expect(titleOf(entry('toString', 'bot', null), t)).toBeNull();
  expect(actorName(entry('changed', 'bot', null), t)).toBe('Bot');
  expect(actorName(entry('changed', 'user', 'ana@x.example'), t)).toBe('ana@x.example');
  expect(actorName(entry('changed', 'token', 'nightly'), t)).toBe('the program nightly');
  expect(actorName(entry('changed', 'system', null), t)).toBeNull();
});
