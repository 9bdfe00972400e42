import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { PairingCode } from '../../../api/types';

export const pairingCodeMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['whatsapp', tenant, 'pairing-code'],
    mutationFn: (phone: string) =>
      request<PairingCode>(`/api/tenants/${tenant}/whatsapp/pairing-code`, {
        method: 'POST',
        body: { phone },
      }),
  });
