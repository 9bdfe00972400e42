import { startTransition, useEffect, useState } from 'react';

/** How many of a list are drawn: so many at first, and as many more with each step until all are there. */
export function usePieces(total: number, piece: number, isNow = false): number {
  const [drawn, setDrawn] = useState(isNow ? total : piece);
  useEffect(() => {
    if (drawn < total) {
      startTransition(() => setDrawn(drawn + piece));
    }
  }, [drawn, total, piece]);
  return Math.min(drawn, total);
}
