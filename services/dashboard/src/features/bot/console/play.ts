import type { InputKind, Rehearsal, SceneInput, Turn } from '../api/flows';

/** A conversation that somebody plays: what the customer does, and the clock. */
export interface Play {
  inputs: SceneInput[];
  now: number;
  /** Up to when nobody writes after the last of it; null: it is answered, and nothing more. */
  until: number | null;
}

/** Two messages of one moment would be one burst. */
const BETWEEN_MS = 20_000;
/** As in the API. */
export const MOST_INPUTS = 100;

export const startPlay = (now: number): Play => ({ inputs: [], now, until: null });

export function say(play: Play, kind: InputKind, text: string): Play {
  const now = play.now + (play.inputs.length > 0 ? BETWEEN_MS : 0);
  const input = { at: new Date(now).toISOString(), kind, text };
  return { inputs: [...play.inputs, input], now, until: null };
}

/** The clock goes forward, and nobody writes. */
export const wind = (play: Play, ms: number): Play => windTo(play, play.now + ms);

export const windTo = (play: Play, now: number): Play => ({
  ...play,
  now: Math.max(now, play.now),
  until: Math.max(now, play.now),
});

export type Line =
  | { key: string; kind: 'time'; at: string }
  | { key: string; kind: 'customer'; input: SceneInput }
  | { key: string; kind: 'bot'; text: string; speech: string }
  | { key: string; kind: 'handOff'; card: string }
  | { key: string; kind: 'silent' };

/** After so long a silence it is said what time it is. */
const SILENCE_MS = 10 * 60_000;

/** What is read from above: what was said, and when time has passed. */
export function linesOf(inputs: readonly SceneInput[], turns: readonly Turn[]): Line[] {
  const lines: Line[] = [];
  const answered = new Set(turns.flatMap((turn) => turn.inputs));
  let before = Number.NEGATIVE_INFINITY;
  const clock = (at: string, key: string) => {
    const now = Date.parse(at);
    if (now - before > SILENCE_MS) {
      lines.push({ key: `${key}-time`, kind: 'time', at });
    }
    before = now;
  };
  turns.forEach((turn, index) => {
    clock(turn.at, `turn${index}`);
    for (const at of turn.inputs) {
      const input = inputs[at];
      if (input) {
        lines.push({ key: `input${at}`, kind: 'customer', input });
      }
    }
    turn.says.forEach(({ text, kind }, at) =>
      lines.push({ key: `turn${index}-${at}`, kind: 'bot', text, speech: kind }),
    );
    if (turn.hand_off) {
      lines.push({ key: `turn${index}-card`, kind: 'handOff', card: turn.hand_off.card });
    } else if (turn.says.length === 0) {
      lines.push({ key: `turn${index}-silent`, kind: 'silent' });
    }
  });
  inputs.forEach((input, at) => {
    if (!answered.has(at)) {
      clock(input.at, `input${at}`);
      lines.push({ key: `input${at}`, kind: 'customer', input });
    }
  });
  return lines;
}

export const lastTurn = (rehearsal: Rehearsal | undefined): Turn | undefined =>
  rehearsal?.turns.at(-1);
