import { infiniteQueryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import { queryString } from '../../../components/useFilters';
import type { MessagePage, PagedMessage } from '../../../api/types';

const PAGE = 50;

/** Which part of a conversation is read; null: the newest. */
export type Place = { before: string } | { after: string } | { around: number } | null;

/** A part of a conversation without gaps, the newest message first. */
export interface Part {
  messages: PagedMessage[];
  /** What to ask for as `before`; null: it begins here. */
  older: string | null;
  /** What to ask for as `after`. */
  after: string | null;
  /** Nothing newer was said: what comes now belongs to it. */
  live: boolean;
}

/** Parts that join, the newest first. */
export interface Parts {
  pages: Part[];
  pageParams: unknown[];
}

export async function readPart(
  tenant: number,
  id: number,
  place: Place,
  signal?: AbortSignal,
): Promise<Part> {
  const query = queryString({ limit: PAGE, ...place });
  const { messages, next_before, next_after } = await request<MessagePage>(
    `/api/tenants/${tenant}/conversations/${id}/messages${query}`,
    { ...(signal && { signal }) },
  );
  const asked = place && 'after' in place ? place.after : null;
  return {
    messages,
    older: next_before ?? null,
    after: next_after ?? asked,
    live: place === null || (asked !== null && messages.length < PAGE),
  };
}

/** What was said in a conversation: from the newest, or from a message that was looked for, both ways. */
export const messagesQuery = (tenant: number, id: number) =>
  infiniteQueryOptions({
    queryKey: ['conversations', tenant, 'messages', id] as const,
    queryFn: ({ signal, pageParam }) => readPart(tenant, id, pageParam, signal),
    initialPageParam: null as Place,
    getNextPageParam: ({ older }): Place | undefined => (older ? { before: older } : undefined),
    getPreviousPageParam: ({ live, after }): Place | undefined =>
      live || !after ? undefined : { after },
    // What is new is folded in; all pages anew would be asked for one after another.
    staleTime: Infinity,
  });

export const mediaUrl = (tenant: number, message: number) =>
  `/api/tenants/${tenant}/messages/${message}/media`;
