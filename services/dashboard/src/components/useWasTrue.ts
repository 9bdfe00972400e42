import { useState } from 'react';

/** Whether something has been so at any time: what was opened once stays, and goes as softly as it came. */
export function useWasTrue(now: boolean): boolean {
  const [was, setWas] = useState(now);
  if (now && !was) {
    setWas(true);
  }
  return was || now;
}
