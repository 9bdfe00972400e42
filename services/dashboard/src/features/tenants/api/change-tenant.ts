import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Tenant } from '../../../api/types';

interface Change {
  name?: string;
  enabled?: boolean;
}

export const changeTenantMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['tenants', tenant, 'change'],
    mutationFn: (change: Change) =>
      request<Tenant>(`/api/tenants/${tenant}`, { method: 'PATCH', body: change }),
  });
