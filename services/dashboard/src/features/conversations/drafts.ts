import { useSyncExternalStore } from 'react';

import { keep, kept } from '../auth/kept';

const listeners = new Set<() => void>();
const nameOf = (tenant: number, id: number) => `draft.${tenant}.${id}`;

export function setDraft(tenant: number, id: number, text: string): void {
  keep(nameOf(tenant, id), text);
  listeners.forEach((tell) => tell());
}

function subscribe(tell: () => void) {
  listeners.add(tell);
  return () => {
    listeners.delete(tell);
  };
}

/** What was begun in a chat and not sent: it is there when somebody comes back. */
export function useDraft(tenant: number, id: number): string {
  return useSyncExternalStore(subscribe, () => kept(nameOf(tenant, id)) ?? '');
}
