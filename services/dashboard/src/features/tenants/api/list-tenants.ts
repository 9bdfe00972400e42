import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { TenantPage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

const PAGE = 50;

interface Wanted {
  search: string;
  after: string;
}

/** Of every list of tenants, for who changes one. */
export const tenantLists = ['tenants', 'list'] as const;

/** Tenants in the order of their ids. */
export const tenantsQuery = (wanted: Wanted) =>
  queryOptions({
    queryKey: [...tenantLists, wanted],
    queryFn: ({ signal }) =>
      request<TenantPage>(`/api/tenants${queryString({ limit: PAGE, ...wanted })}`, { signal }),
    placeholderData: keepPreviousData,
  });
