import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import { queryString } from '../../../components/useFilters';

/** What a tenant had of the platform in some days. */
export interface Usage {
  tenant_id: number;
  name: string;
  state: string;
  received: number;
  sent: number;
  failed: number;
  conversations: number;
  leads: number;
  llm_tokens: number;
}

export interface UsagePage {
  usage: Usage[];
  next_before?: string | number | null;
}

const PAGE = 50;

/** Tenants by what they use, who has most messages first. */
export const usageQuery = (days: string, before: string) =>
  queryOptions({
    queryKey: ['usage', days, before],
    queryFn: ({ signal }) =>
      request<UsagePage>(`/api/usage${queryString({ days, limit: PAGE, before })}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
