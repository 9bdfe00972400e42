import { mutationOptions, queryOptions } from '@tanstack/react-query';

import { ApiError, request } from '../../../api/client';
import type { Crm, CrmWithSecret } from '../../../api/types';

const path = (tenant: number) => `/api/tenants/${tenant}/crm`;

/** Where the CRM is; null: there is none. */
export const crmQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['crm', tenant],
    queryFn: async ({ signal }): Promise<Crm | null> => {
      try {
        return await request<Crm>(path(tenant), { signal });
      } catch (error) {
        if (error instanceof ApiError && error.code === 'crm_not_found') {
          return null;
        }
        throw error;
      }
    },
  });

export const saveCrmMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['crm', tenant, 'save'],
    mutationFn: (url: string) =>
      request<CrmWithSecret>(path(tenant), { method: 'PUT', body: { url } }),
    // It may hold the secret: nothing keeps it longer than it is looked at.
    gcTime: 0,
  });

export const rotateSecretMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['crm', tenant, 'rotate'],
    mutationFn: () => request<CrmWithSecret>(`${path(tenant)}/rotate-secret`, { method: 'POST' }),
    gcTime: 0,
  });

export const removeCrmMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['crm', tenant, 'remove'],
    mutationFn: () => request<void>(path(tenant), { method: 'DELETE' }),
  });
