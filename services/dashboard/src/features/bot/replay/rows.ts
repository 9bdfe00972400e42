import type { Turn } from '../api/flows';
import type { ReplayedConversation, ReplayInput } from '../api/replay';

/** A moment of a conversation, as both versions have it. */
export interface Moment {
  at: string;
  inputs: ReplayInput[];
  before: Turn | null;
  after: Turn | null;
  differs: boolean;
}

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
        differs: was === null || is === null || differing.has(place),
      };
    });
}
