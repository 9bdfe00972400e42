import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Tenant } from '../../../api/types';

export const createTenantMutation = mutationOptions({
  mutationKey: ['tenants', 'create'],
  mutationFn: (name: string) => request<Tenant>('/api/tenants', { method: 'POST', body: { name } }),
});
