import { keepPreviousData, mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { DeadLetterPage, UnroutedPage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

const PAGE = 50;

export const unroutedLists = ['unrouted'] as const;
export const deadLetterLists = ['dead-letters'] as const;

/** Events whose tenant is not known. */
export const unroutedQuery = (after: string) =>
  queryOptions({
    queryKey: [...unroutedLists, after],
    queryFn: ({ signal }) =>
      request<UnroutedPage>(`/api/unrouted${queryString({ limit: PAGE, after })}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

export const redriveAllMutation = mutationOptions({
  mutationKey: ['unrouted', 'redrive-all'],
  mutationFn: () =>
    request<{ redriven: number; remaining: number }>('/api/unrouted/redrive', { method: 'POST' }),
});

export const redriveMutation = mutationOptions({
  mutationKey: ['unrouted', 'redrive'],
  mutationFn: ({ id, tenant_id }: { id: number; tenant_id: number | null }) =>
    request<{ tenant_id: number }>(`/api/unrouted/${id}/redrive`, {
      method: 'POST',
      body: tenant_id === null ? {} : { tenant_id },
    }),
});

export const deleteUnroutedMutation = mutationOptions({
  mutationKey: ['unrouted', 'delete'],
  mutationFn: (id: number) => request<void>(`/api/unrouted/${id}`, { method: 'DELETE' }),
});

/** Events that a consumer could not work with. */
export const deadLettersQuery = (after: string) =>
  queryOptions({
    queryKey: [...deadLetterLists, after],
    queryFn: ({ signal }) =>
      request<DeadLetterPage>(`/api/dead-letters${queryString({ limit: PAGE, after })}`, {
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

export const redriveLetterMutation = mutationOptions({
  mutationKey: ['dead-letters', 'redrive'],
  mutationFn: (id: number) => request<void>(`/api/dead-letters/${id}/redrive`, { method: 'POST' }),
});

export const deleteLetterMutation = mutationOptions({
  mutationKey: ['dead-letters', 'delete'],
  mutationFn: (id: number) => request<void>(`/api/dead-letters/${id}`, { method: 'DELETE' }),
});
