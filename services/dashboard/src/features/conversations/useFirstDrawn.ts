import { startTransition, useEffect, useState } from 'react';

import { useLater } from '../../components/useLater';
import { lastScreen, type Chunk } from './chunks';

/**
 * The chunk from which on a chat is drawn: first none, then those on the screen, then one more above them with each
 * step. Once all are there, those that come later are drawn at once, as are all while `isNow`.
 */
export function useFirstDrawn(chunks: readonly Chunk[], unread: string | null, isNow: boolean) {
  const isTime = useLater(isNow);
  const [drawn, setDrawn] = useState<number | null>(null);
  const isWhole = isNow || drawn === 0;
  const from = isWhole ? 0 : isTime ? (drawn ?? lastScreen(chunks, unread)) : chunks.length;
  useEffect(() => {
    if (isTime && drawn !== 0 && chunks.length > 0) {
      startTransition(() => setDrawn(Math.max(0, from - 1)));
    }
  }, [isTime, drawn, from, chunks.length]);
  return { from, isWhole };
}
