import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { UsagePage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

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
