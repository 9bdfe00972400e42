import { startTransition, useEffect, useState } from 'react';

import { useLater } from '../../components/useLater';
import { lastScreen, type Chunk } from './chunks';

/**
 * The chunk from which on a chat is drawn: first none, then those on the screen, then one more above them with each
 * step. Once all are there, those that come later are drawn at once. `isNow`: all are wanted from the beginning.
 */
export function useFirstDrawn(chunks: readonly Chunk[], unread: string | null, isNow: boolean) {
  const isTime = useLater(isNow);
  const [drawn, setDrawn] = useState(isNow ? 0 : null);
  const from = !isTime ? chunks.length : (drawn ?? lastScreen(chunks, unread));
  const isWhole = drawn === 0;
  useEffect(() => {
    if (isTime && !isWhole && chunks.length > 0) {
      startTransition(() => setDrawn(Math.max(0, from - 1)));
    }
  }, [isTime, isWhole, from, chunks.length]);
  return { from, isWhole };
}
