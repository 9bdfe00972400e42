import { queryOptions } from '@tanstack/react-query';

import { ApiError, request } from '../../../api/client';
import type { User } from '../../../api/types';

/** Who is signed in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }): Promise<User | null> => {
    try {
      return (await request<{ user: User }>('/api/me', { signal })).user;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        return null;
      }
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});
