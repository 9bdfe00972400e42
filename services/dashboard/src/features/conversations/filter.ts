import type { Conversation } from '../../api/types';

export const FILTERS = ['all', 'waiting', 'mine', 'bot', 'private', 'opted_out'] as const;
export type Filter = (typeof FILTERS)[number];

export function filterOf(text: string): Filter {
  return FILTERS.find((known) => known === text) ?? 'all';
}

/** Whether a conversation is among those wanted. The API does not tell them apart, so all are read for it. */
export function isWanted({ bot, waiting_since, failure }: Conversation, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'waiting':
      return waiting_since !== null || failure !== null;
    case 'mine':
      return bot === 'paused';
    case 'bot':
      return bot === 'answering';
    case 'private':
      return bot === 'shielded' || bot === 'agent';
    case 'opted_out':
      return bot === 'opted_out';
  }
}
