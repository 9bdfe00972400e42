import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

import { ApiError } from '../api/client';
import { JUST_READ } from '../api/just-read';
import { loginMutation } from '../features/auth/api/login';
import { noticeEnd } from '../features/auth/session-end';

const TRIES = 3;

export function createQueryClient(): QueryClient {
  const notice = (error: Error) => {
    if (error instanceof ApiError && error.status === 401) {
      noticeEnd(client);
    }
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _onMutateResult, mutation) => {
        // A wrong password is a 401 too, and nobody was signed in.
        if (mutation.options.mutationKey !== loginMutation.mutationKey) {
          notice(error);
        }
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: JUST_READ,
        retry: (failures, error) =>
          failures < TRIES - 1 && error instanceof ApiError && error.passing,
      },
    },
  });
  return client;
}
