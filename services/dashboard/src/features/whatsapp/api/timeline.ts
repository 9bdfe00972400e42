import { queryOptions } from '@tanstack/react-query';

import { ApiError, request } from '../../../api/client';
import type { Timeline } from '../../../api/types';

const LENGTH = 20;

/** The newest events of a tenant's session; null where the service keeps no timeline. */
export const timelineQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['whatsapp', tenant, 'timeline'],
    queryFn: async ({ signal }): Promise<Timeline | null> => {
      const path = `/api/tenants/${tenant}/whatsapp/timeline?limit=${LENGTH}`;
      try {
        return await request<Timeline>(path, { signal });
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) {
          return null;
        }
        throw error;
      }
    },
    refetchInterval: ({ state }) => (state.data === null ? false : 15_000),
  });
