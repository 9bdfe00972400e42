import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { ConversationPage, Home, Lead, LeadPage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

/** As many as the API gives at once: the one who waits longest may be the last of them. */
const MOST_WAITING = 200;
/** Of the leads, as many as one looks at. */
const FRESH = 5;
/** How far leads are that nobody has begun to show homes to. */
const OPEN_STAGES = 'new,qualified,handed_over';

const path = (tenant: number) => `/api/tenants/${tenant}`;

export const homeOf = (tenant: number) => ['home', tenant] as const;

/** Counts over the last days. */
export const homeQuery = (tenant: number, days: number) =>
  queryOptions({
    queryKey: [...homeOf(tenant), 'figures', days],
    queryFn: ({ signal }) =>
      request<Home>(`${path(tenant)}/home${queryString({ days })}`, { signal }),
    placeholderData: keepPreviousData,
  });

/** Who waits for a person, the longest wait first. */
export const waitingQuery = (tenant: number) =>
  queryOptions({
    queryKey: [...homeOf(tenant), 'waiting'],
    queryFn: async ({ signal }) => {
      const query = queryString({ filter: 'needs_person', limit: MOST_WAITING });
      const page = await request<ConversationPage>(`${path(tenant)}/conversations${query}`, {
        signal,
      });
      return {
        waiting: page.conversations.toSorted((one, other) => since(one) - since(other)),
        isAll: !page.next_before,
      };
    },
  });

const since = ({ needs_person_since }: { needs_person_since: string | null }) =>
  Date.parse(needs_person_since ?? '') || Infinity;

/** Leads that want somebody: the hot ones first, then the last changed. */
export const freshLeadsQuery = (tenant: number) =>
  queryOptions({
    queryKey: [...homeOf(tenant), 'fresh'],
    queryFn: async ({ signal }) => {
      const read = async (score: string) => {
        const query = queryString({ limit: FRESH, stage: OPEN_STAGES, score });
        return (await request<LeadPage>(`${path(tenant)}/leads${query}`, { signal })).leads;
      };
      const [hot, all] = await Promise.all([read('hot'), read('')]);
      const leads = new Map<number, Lead>([...hot, ...all].map((lead) => [lead.id, lead]));
      return [...leads.values()].slice(0, FRESH);
    },
  });

/** Whether anybody has ever written. */
export const begunQuery = (tenant: number) =>
  queryOptions({
    queryKey: [...homeOf(tenant), 'begun'],
    queryFn: async ({ signal }) => {
      const page = await request<ConversationPage>(`${path(tenant)}/conversations?limit=1`, {
        signal,
      });
      return page.conversations.length > 0;
    },
    // A conversation does not become none.
    staleTime: ({ state }) => (state.data ? Infinity : 2_000),
  });
