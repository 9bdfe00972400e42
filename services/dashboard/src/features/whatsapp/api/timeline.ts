import { infiniteQueryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Timeline } from '../../../api/types';

const LENGTH = 10;

/** What happened to a tenant's session, newest first, page after page. */
export const timelineQuery = (tenant: number) =>
  infiniteQueryOptions({
    queryKey: ['whatsapp', tenant, 'timeline'],
    queryFn: ({ signal, pageParam }) => {
      const before = pageParam === null ? '' : `&before=${pageParam}`;
      return request<Timeline>(
        `/api/tenants/${tenant}/whatsapp/timeline?limit=${LENGTH}${before}`,
        { signal },
      );
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next_before ?? undefined,
  });
