import { mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { NewPrivacy, Privacy } from '../../../api/types';

const path = (tenant: number) => `/api/tenants/${tenant}/privacy`;

/** How long a tenant keeps what customers wrote. */
export const privacyQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['privacy', tenant],
    queryFn: ({ signal }) => request<Privacy>(path(tenant), { signal }),
  });

export const savePrivacyMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['privacy', tenant, 'save'],
    mutationFn: (body: NewPrivacy) => request<Privacy>(path(tenant), { method: 'PUT', body }),
  });

/** Where all that is a tenant's is read. */
export const exportPath = (tenant: number) => `/api/tenants/${tenant}/export`;
