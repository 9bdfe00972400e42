import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Disconnected } from '../../../api/types';

export const disconnectMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['whatsapp', tenant, 'disconnect'],
    mutationFn: () =>
      request<Disconnected>(`/api/tenants/${tenant}/whatsapp/disconnect`, { method: 'POST' }),
  });
