import { startTransition, useEffect, useState } from 'react';

/**
 * False while a component is drawn for the first time, then true, in a step of its own; `isNow`: true from the
 * beginning. Inside of each other these wait for a step each; React's `useDeferredValue` waits for one in all.
 */
export function useLater(isNow = false): boolean {
  const [isLater, setLater] = useState(isNow);
  useEffect(() => startTransition(() => setLater(true)), []);
  return isLater;
}
