import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Tenant } from '../../../api/types';

export const tenantQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['tenants', 'one', tenant],
    queryFn: ({ signal }) => request<Tenant>(`/api/tenants/${tenant}`, { signal }),
  });
