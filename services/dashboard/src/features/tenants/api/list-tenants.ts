import { infiniteQueryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { TenantPage } from '../../../api/types';

const PAGE = 50;

/** All tenants in the order of their ids, page after page. */
export const tenantsQuery = infiniteQueryOptions({
  queryKey: ['tenants', 'list'],
  queryFn: ({ signal, pageParam }) => {
    const after = pageParam === null ? '' : `&after=${pageParam}`;
    return request<TenantPage>(`/api/tenants?limit=${PAGE}${after}`, { signal });
  },
  initialPageParam: null as number | null,
  getNextPageParam: (page) => page.next_after ?? undefined,
});
