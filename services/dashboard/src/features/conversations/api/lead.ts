import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Conversation, LeadPage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

const MOST = 50;

/** The lead of a conversation; null when there is none. The API finds leads by number or name, not by conversation. */
export const leadQuery = (tenant: number, { id, contact }: Conversation) => {
  const search = (contact.phone ?? contact.name ?? '').slice(0, 100);
  return queryOptions({
    queryKey: ['conversations', tenant, 'lead', id, search],
    queryFn: async ({ signal }) => {
      const query = queryString({ limit: MOST, search });
      const page = await request<LeadPage>(`/api/tenants/${tenant}/leads${query}`, { signal });
      return page.leads.find((lead) => lead.conversation_id === id) ?? null;
    },
    enabled: search !== '',
  });
};
