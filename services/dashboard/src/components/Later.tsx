import type { ReactNode } from 'react';

import { useLater } from './useLater';

/**
 * Draws what is in it after what is around it. A page that comes in one step keeps a phone busy for longer than a
 * finger likes to wait. For what stands below the rest: nothing is to move when it comes.
 */
export function Later({ children }: { children: ReactNode }) {
  return useLater() && children;
}
