import { expect, it } from 'vitest';

import type { Turn } from '../api/flows';
import { linesOf, say, startPlay, windTo, wind } from './play';

const NOON = Date.parse('2026-11-27T12:00:00Z');
const aTurn = (at: string, inputs: number[], text: string): Turn => ({
  at,
  inputs,
  says: [{ kind: inputs.length > 0 ? 'answer' : 'follow_up', text }],
  place: 'step',
  step: 'intent',
  language: 'en',
  misses: 0,
  slots: {},
  score: null,
  hand_off: null,
  wake_at: null,
});

it('says each message at a moment of its own, after the clock', () => {
  let play = say(startPlay(NOON), 'text', 'Hello');
  play = say(play, 'voice', '');
  expect(play.inputs.map(({ at }) => at)).toEqual([
    '2026-11-27T12:00:00.000Z',
    '2026-11-27T12:00:20.000Z',
  ]);
  play = wind(play, 3_600_000);
  expect(new Date(play.until ?? 0).toISOString()).toBe('2026-11-27T13:00:20.000Z');
  play = say(play, 'text', 'Later');
  expect(play.until).toBeNull();
  expect(play.inputs[2]?.at).toBe('2026-11-27T13:00:40.000Z');
});

it('never goes back', () => {
  const play = say(startPlay(NOON), 'text', 'Hello');
  expect(windTo(play, NOON - 1_000).until).toBe(NOON);
});

it('shows what was said in its order, the time after a silence, and what waits for an answer', () => {
  let play = say(startPlay(NOON), 'text', 'Hello');
  play = say(wind(play, 24 * 3_600_000), 'text', 'Here again');
  const turns = [
    aTurn('2026-11-27T12:00:00Z', [0], 'What do you need?'),
    aTurn('2026-11-28T08:00:00Z', [], 'Still there?'),
  ];
  expect(linesOf(play.inputs, turns).map(({ kind }) => kind)).toEqual([
    'time',
    'customer',
    'bot',
    'time',
    'bot',
    'time',
    'customer',
  ]);
});
