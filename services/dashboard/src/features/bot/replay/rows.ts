import type { Turn } from '../api/flows';
import type { ReplayDifference, ReplayedConversation, ReplayInput } from '../api/replay';

/** A moment of a conversation, as both versions have it. */
export interface Moment {
  at: string;
  inputs: ReplayInput[];
  before: Turn | null;
  after: Turn | null;
  differs: boolean;
  /** What is different and cannot be seen in what was said. */
  notes: ReplayDifference[];
}

/** What is said, where it stands and what it is worth is shown anyway. */
const UNSEEN = ['slots', 'hand_off', 'time'];

/** Turn beside turn, by their times: a follow-up that only one of them says shifts nothing. */
export function momentsOf(conversation: ReplayedConversation): Moment[] {
  const { before, after, differences, inputs } = conversation;
  const times = [...before.turns, ...after.turns].map(({ at }) => at);
  const differing = new Set(differences.map(({ turn }) => turn));
  return [...new Set(times)]
    .toSorted((one, other) => Date.parse(one) - Date.parse(other))
    .map((at) => {
      const was = before.turns.find((turn) => turn.at === at) ?? null;
      const place = after.turns.findIndex((turn) => turn.at === at);
      const is = after.turns[place] ?? null;
      return {
        at,
        inputs: ((is ?? was)?.inputs ?? []).flatMap((index) => inputs[index] ?? []),
        before: was,
        after: is,
        notes: differences.filter(
          ({ kind, turn }) => is !== null && turn === place && UNSEEN.includes(kind),
        ),
        differs: was === null || is === null || differing.has(place),
      };
    });
}
