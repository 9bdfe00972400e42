import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { AuditPage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

const PAGE = 20;
const ACTIONS = ['contact_erased', 'contact_exported', 'tenant_exported', 'privacy_changed'];

/** Of every page of them, for who does another. */
export const deedsOf = (tenant: number) => ['deeds', tenant] as const;

/** What was exported, erased and decided, newest first. */
export const deedsQuery = (tenant: number, before: string) =>
  queryOptions({
    queryKey: [...deedsOf(tenant), before],
    queryFn: ({ signal }) => {
      const query = queryString({ limit: PAGE, action: ACTIONS.join(','), before });
      return request<AuditPage>(`/api/tenants/${tenant}/audit${query}`, { signal });
    },
    placeholderData: keepPreviousData,
  });
