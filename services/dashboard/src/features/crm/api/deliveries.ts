import { keepPreviousData, mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { CrmDelivery, CrmDeliveryPage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

const PAGE = 50;

const path = (tenant: number) => `/api/tenants/${tenant}/crm-deliveries`;

export const deliveryLists = (tenant: number) => ['crm-deliveries', tenant] as const;

/** What the CRM was and is told, newest first. */
export const deliveriesQuery = (tenant: number, wanted: { state: string; before: string }) =>
  queryOptions({
    queryKey: [...deliveryLists(tenant), wanted],
    queryFn: ({ signal }) =>
      request<CrmDeliveryPage>(`${path(tenant)}${queryString({ limit: PAGE, ...wanted })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export const redeliverMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['crm-deliveries', tenant, 'redeliver'],
    mutationFn: (id: number) =>
      request<CrmDelivery>(`${path(tenant)}/${id}/redeliver`, { method: 'POST' }),
  });
