import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';

export const rotateKeyMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['tenants', tenant, 'rotate-key'],
    mutationFn: () =>
      request<{ key_version: number }>(`/api/tenants/${tenant}/whatsapp/rotate-key`, {
        method: 'POST',
      }),
  });
