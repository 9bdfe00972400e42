import type { Conversation } from '../../api/types';

/** What a list is narrowed to, as the API names it; `all` is not told. */
export const FILTERS = ['all', 'needs_person', 'unread', 'bot', 'paused', 'opted_out'] as const;
export type Filter = (typeof FILTERS)[number];

export function filterOf(text: string): Filter {
  return FILTERS.find((known) => known === text) ?? 'all';
}

/** Whether a conversation that has just changed is among those of a list. */
export function isWanted(
  { bot, contact, needs_person_since, unread }: Conversation,
  filter: Filter,
): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'needs_person':
      return needs_person_since !== null;
    case 'unread':
      return unread > 0;
    case 'bot':
      return bot === 'answering';
    case 'paused':
      return bot === 'paused';
    case 'opted_out':
      return contact.opted_out;
  }
}
