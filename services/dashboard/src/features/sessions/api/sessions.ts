import { keepPreviousData, mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { FleetSessionPage, Moved } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

const PAGE = 50;

interface Wanted {
  state: string;
  node_id: string;
  search: string;
  after: string;
}

export const fleetSessions = ['sessions'] as const;

/** The sessions of all tenants. */
export const sessionsQuery = (wanted: Wanted) =>
  queryOptions({
    queryKey: [...fleetSessions, wanted],
    queryFn: ({ signal }) =>
      request<FleetSessionPage>(`/api/sessions${queryString({ limit: PAGE, ...wanted })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

export const moveMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['whatsapp', tenant, 'move'],
    mutationFn: (body: { node_id?: number; force?: boolean }) =>
      request<Moved>(`/api/tenants/${tenant}/whatsapp/move`, { method: 'POST', body }),
  });
