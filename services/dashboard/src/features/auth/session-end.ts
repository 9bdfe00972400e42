import { useQuery, type QueryClient } from '@tanstack/react-query';

import type { User } from '../../api/types';

/** Of who is signed in. */
export const meKey = ['me'] as const;

const ENDED = ['session-ended'] as const;

/**
 * The login session has ended elsewhere, or by itself. Who was at work stays on the page, with what they typed, and
 * is asked to sign in there; who was not yet let in is not.
 */
export function noticeEnd(client: QueryClient): void {
  if (client.getQueryData<User | null>(meKey)) {
    client.setQueryData(ENDED, true);
  } else {
    client.setQueryData(meKey, null);
  }
}

export function endIsOver(client: QueryClient): void {
  client.setQueryData(ENDED, false);
}

/** Whether who is on the page has to sign in again. */
export function useSessionEnded(): boolean {
  const { data } = useQuery({
    queryKey: ENDED,
    queryFn: () => false,
    initialData: false,
    staleTime: 'static',
    gcTime: Infinity,
  });
  return data;
}
