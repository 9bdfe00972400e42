import { infiniteQueryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { MessagePage, PagedMessage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';
import { folded, type Pages } from '../fold';

const PAGE = 50;

export function readMessages(
  tenant: number,
  id: number,
  before: string | null,
  signal?: AbortSignal,
) {
  const query = queryString({ limit: PAGE, before });
  return request<MessagePage>(`/api/tenants/${tenant}/conversations/${id}/messages${query}`, {
    ...(signal && { signal }),
  });
}

/** What was said in a conversation, the newest page first. */
export const messagesQuery = (tenant: number, id: number) =>
  infiniteQueryOptions({
    queryKey: ['conversations', tenant, 'messages', id],
    queryFn: ({ signal, pageParam }) => readMessages(tenant, id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_before,
    // What is new is folded in; all pages anew would be asked for one after another.
    staleTime: Infinity,
  });

export const mediaUrl = (tenant: number, message: number) =>
  `/api/tenants/${tenant}/messages/${message}/media`;

const newerFirst = (one: PagedMessage, other: PagedMessage) =>
  Date.parse(other.sent_at) - Date.parse(one.sent_at) || other.id - one.id;

/** The conversation with what its newest page says now. */
export function withNewest(old: Pages<MessagePage>, fresh: MessagePage): Pages<MessagePage> {
  return folded(
    old,
    fresh,
    (page) => page.messages,
    (page, messages) => ({ ...page, messages: messages.toSorted(newerFirst) }),
  );
}
