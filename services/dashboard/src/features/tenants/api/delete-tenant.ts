import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';

/** Begins to delete: the phone is unlinked first. */
export const deleteTenantMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['tenants', tenant, 'delete'],
    mutationFn: () =>
      request<{ deleting: boolean }>(`/api/tenants/${tenant}`, { method: 'DELETE' }),
  });
