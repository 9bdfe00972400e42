import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';

import { markRead } from './api/read';
import { changeConversation } from './cached-conversations';

function subscribe(tell: () => void) {
  document.addEventListener('visibilitychange', tell);
  return () => document.removeEventListener('visibilitychange', tell);
}

export const useIsVisible = () =>
  useSyncExternalStore(subscribe, () => document.visibilityState === 'visible');

interface Seen {
  unread: number;
  /** The newest message; null: it is not shown. */
  newest: number | null;
}

/** Tells that a conversation is read once its newest message is on a screen that is looked at. */
export function useSeen(tenant: number, id: number, { unread, newest }: Seen) {
  const client = useQueryClient();
  const isVisible = useIsVisible();
  const told = useRef(0);
  useEffect(() => {
    if (unread === 0 || newest === null || newest <= told.current || !isVisible) {
      return;
    }
    const before = told.current;
    told.current = newest;
    markRead(tenant, id, newest).then(
      () => changeConversation(client, tenant, id, (old) => ({ ...old, unread: 0 })),
      () => {
        // Told again with the next message, or when the page is looked at again.
        told.current = before;
      },
    );
  }, [client, tenant, id, unread, newest, isVisible]);
}
