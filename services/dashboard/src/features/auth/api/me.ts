import { queryOptions } from '@tanstack/react-query';

import { ApiError, request } from '../../../api/client';
import type { User } from '../../../api/types';
import { meKey, noticeEnd } from '../session-end';

/** Who is signed in; null when nobody is. Who was, and is asked to sign in again, still is who is on the page. */
export const meQuery = queryOptions({
  queryKey: meKey,
  queryFn: async ({ signal, client }): Promise<User | null> => {
    try {
      return (await request<{ user: User }>('/api/me', { signal })).user;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        noticeEnd(client);
        return client.getQueryData<User | null>(meKey) ?? null;
      }
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});
