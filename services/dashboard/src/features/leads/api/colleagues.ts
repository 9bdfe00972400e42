import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Colleagues } from '../../../api/types';

/** The tenant's people, who seldom change. */
export const colleaguesQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['colleagues', tenant],
    queryFn: ({ signal }) => request<Colleagues>(`/api/tenants/${tenant}/colleagues`, { signal }),
    staleTime: 60_000,
  });
