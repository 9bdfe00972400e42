import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { ConversationDetail, LeadHistory } from '../../../api/types';
import { queryString } from '../../../components/useFilters';
import { leadsOf } from './leads';

const PAGE = 20;

/** What was said last in the chat of a lead. */
export const latestMessagesQuery = (tenant: number, conversation: number | null) =>
  queryOptions({
    queryKey: [...leadsOf(tenant), 'messages', conversation],
    queryFn: async ({ signal }) => {
      const path = `/api/tenants/${tenant}/conversations/${conversation}`;
      return (await request<ConversationDetail>(path, { signal })).messages;
    },
    enabled: conversation !== null,
  });

/** What became of a lead, newest first. */
export const historyQuery = (tenant: number, lead: number) =>
  infiniteQueryOptions({
    queryKey: [...leadsOf(tenant), 'history', lead],
    queryFn: ({ pageParam: before, signal }) =>
      request<LeadHistory>(
        `/api/tenants/${tenant}/leads/${lead}/history${queryString({ limit: PAGE, before })}`,
        { signal },
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before,
  });
