import { mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { BotSettings } from '../../../api/types';

const path = (tenant: number) => `/api/tenants/${tenant}/bot-settings`;

export const botSettingsQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['bot-settings', tenant],
    queryFn: ({ signal }) => request<BotSettings>(path(tenant), { signal }),
  });

export const saveBotSettingsMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['bot-settings', tenant, 'save'],
    mutationFn: (body: BotSettings) => request<BotSettings>(path(tenant), { method: 'PUT', body }),
  });
