import { infiniteQueryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import { queryString } from '../../../components/useFilters';
import type { ConversationPage } from '../../../api/types';
import type { Filter } from '../filter';

const PAGE = 50;

/** What a list is narrowed to. */
export interface Narrowed {
  search: string;
  filter: Filter;
}

/** Of every list of a tenant's conversations. */
export const conversationLists = (tenant: number) => ['conversations', tenant, 'list'] as const;

export function readConversations(
  tenant: number,
  { search, filter }: Narrowed,
  before: string | null,
  signal?: AbortSignal,
) {
  const wanted = filter === 'all' ? '' : filter;
  const query = queryString({ limit: PAGE, search, filter: wanted, before });
  return request<ConversationPage>(`/api/tenants/${tenant}/conversations${query}`, {
    ...(signal && { signal }),
  });
}

/** A tenant's conversations, the newest activity first, page after page. */
export const conversationsQuery = (tenant: number, wanted: Narrowed) =>
  infiniteQueryOptions({
    queryKey: [...conversationLists(tenant), wanted] as const,
    queryFn: ({ signal, pageParam }) => readConversations(tenant, wanted, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_before,
    // What is new is folded in; all pages anew would be asked for one after another.
    staleTime: Infinity,
  });
