import { queryOptions } from '@tanstack/react-query';

import type { ConversationMessage } from '../../api/types';

/** What came while the page was open, by conversation. */
export type News = Record<number, { message: ConversationMessage; unread: number }>;

export const newsQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['conversations-news', tenant],
    queryFn: (): News => ({}),
    initialData: {} as News,
    staleTime: Infinity,
    gcTime: Infinity,
  });

/** With a message that came or went just now. Who answers has read. */
export function withNews(news: News, message: ConversationMessage): News {
  const before = news[message.conversation_id];
  if (before && before.message.id === message.id) {
    return news;
  }
  // What was missed for a while is told late.
  const newest =
    before && Date.parse(before.message.sent_at) > Date.parse(message.sent_at)
      ? before.message
      : message;
  const unread = message.direction === 'in' ? (before?.unread ?? 0) + 1 : 0;
  return { ...news, [message.conversation_id]: { message: newest, unread } };
}

export function read(news: News, conversation: number): News {
  const before = news[conversation];
  return before?.unread ? { ...news, [conversation]: { ...before, unread: 0 } } : news;
}
