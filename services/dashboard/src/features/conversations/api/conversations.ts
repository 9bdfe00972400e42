import { infiniteQueryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Conversation, ConversationPage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';
import { folded, type Pages } from '../fold';

const PAGE = 50;

/** Of every list of a tenant's conversations. */
export const conversationLists = (tenant: number) => ['conversations', tenant, 'list'] as const;

export function readConversations(
  tenant: number,
  search: string,
  before: string | null,
  signal?: AbortSignal,
) {
  const query = queryString({ limit: PAGE, search, before });
  return request<ConversationPage>(`/api/tenants/${tenant}/conversations${query}`, {
    ...(signal && { signal }),
  });
}

/** A tenant's conversations, the newest activity first, page after page. */
export const conversationsQuery = (tenant: number, search: string) =>
  infiniteQueryOptions({
    queryKey: [...conversationLists(tenant), search],
    queryFn: ({ signal, pageParam }) => readConversations(tenant, search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_before,
    // What is new is folded in; all pages anew would be asked for one after another.
    staleTime: Infinity,
  });

const newerFirst = (one: Conversation, other: Conversation) =>
  Date.parse(other.last_message_at) - Date.parse(one.last_message_at) || other.id - one.id;

/** The list with what its first page says now. */
export function withFirstPage(
  old: Pages<ConversationPage>,
  fresh: ConversationPage,
): Pages<ConversationPage> {
  return folded(
    old,
    fresh,
    (page) => page.conversations,
    (page, conversations) => ({ ...page, conversations: conversations.toSorted(newerFirst) }),
  );
}
