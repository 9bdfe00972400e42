import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { AuditPage, ConversationDetail } from '../../../api/types';
import { queryString } from '../../../components/useFilters';
import { leadsOf } from './leads';

/** The most that the API gives at once. */
const MOST = 500;

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

/** Who changed which lead, newest first; for owners alone. */
export const leadChangesQuery = (tenant: number) =>
  queryOptions({
    queryKey: [...leadsOf(tenant), 'audit'],
    queryFn: async ({ signal }) => {
      const query = queryString({ action: 'lead_changed', limit: MOST });
      return (await request<AuditPage>(`/api/tenants/${tenant}/audit${query}`, { signal })).entries;
    },
  });
