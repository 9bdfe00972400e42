import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { WhatsAppStatus } from '../../../api/types';

/** What WAHA says at this moment. */
export const statusQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['whatsapp', tenant, 'status'],
    queryFn: ({ signal }) =>
      request<WhatsAppStatus>(`/api/tenants/${tenant}/whatsapp/status`, { signal }),
  });
