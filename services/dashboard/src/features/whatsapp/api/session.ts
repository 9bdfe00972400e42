import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { WhatsAppSession } from '../../../api/types';

/** What the platform knows of the session. The stream of events writes here too. */
export const sessionQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['whatsapp', tenant, 'session'],
    queryFn: ({ signal }) =>
      request<WhatsAppSession>(`/api/tenants/${tenant}/whatsapp/session`, { signal }),
  });
