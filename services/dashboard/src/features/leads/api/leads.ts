import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Lead, LeadPage, LeadStages } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

const PAGE = 50;
/** A column of the board shows fewer at once. */
const COLUMN = 30;

/** What a list is narrowed to, by the API's names. */
export interface Narrowed {
  search: string;
  score: string;
  language: string;
  assigned_to: string;
  /** `true`: only those on which nobody works. */
  unassigned: string;
}

/** Everything that is known of a tenant's leads, for who changes one. */
export const leadsOf = (tenant: number) => ['leads', tenant] as const;

const path = (tenant: number) => `/api/tenants/${tenant}/leads`;

/** The last changed first. */
export const leadsQuery = (tenant: number, wanted: Narrowed & { stage: string; before: string }) =>
  queryOptions({
    queryKey: [...leadsOf(tenant), 'list', wanted],
    queryFn: ({ signal }) =>
      request<LeadPage>(`${path(tenant)}${queryString({ limit: PAGE, ...wanted })}`, { signal }),
    placeholderData: keepPreviousData,
  });

/** Those of one stage, a page below the other. */
export const columnQuery = (tenant: number, stage: string, wanted: Narrowed) =>
  infiniteQueryOptions({
    queryKey: [...leadsOf(tenant), 'column', stage, wanted],
    queryFn: ({ pageParam: before, signal }) => {
      const query = queryString({ limit: COLUMN, stage, ...wanted, before });
      return request<LeadPage>(`${path(tenant)}${query}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next_before,
    placeholderData: keepPreviousData,
  });

/** How many there are in each stage. */
export const stagesQuery = (tenant: number, wanted: Narrowed) =>
  queryOptions({
    queryKey: [...leadsOf(tenant), 'stages', wanted],
    queryFn: ({ signal }) =>
      request<LeadStages>(`${path(tenant)}/stages${queryString({ ...wanted })}`, { signal }),
    placeholderData: keepPreviousData,
  });

export const leadQuery = (tenant: number, id: number) =>
  queryOptions({
    queryKey: [...leadsOf(tenant), 'one', id],
    queryFn: ({ signal }) => request<Lead>(`${path(tenant)}/${id}`, { signal }),
  });

/** Where the browser fetches the same leads as a file. */
export const exportLink = (tenant: number, wanted: Narrowed & { stage: string }) =>
  `${path(tenant)}.csv${queryString({ ...wanted })}`;
