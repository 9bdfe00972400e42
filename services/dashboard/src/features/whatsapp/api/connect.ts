import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Connected } from '../../../api/types';

export const connectMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['whatsapp', tenant, 'connect'],
    mutationFn: () =>
      request<Connected>(`/api/tenants/${tenant}/whatsapp/connect`, { method: 'POST' }),
  });
