import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** So near to the end is at the end. */
const NEAR = 48;

/** A row, and how far below the beginning of the content it stands: scrolling changes nothing of that. */
interface Anchor {
  key: string;
  depth: number;
}

/** What is looked at: the newest row, others, or those at which one is about to begin. */
type Place = 'end' | 'away' | 'starting';

/**
 * Keeps the place in a list that grows at both ends: who is at the end stays there, and for who reads further up, what
 * is read stays where it is. Its rows stand in chunks, and have their keys in `data-key`.
 */
export function useScroll(
  view: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
) {
  const pinned = useRef(true);
  /** How far it was scrolled when that was looked at last. */
  const seen = useRef(0);
  const anchor = useRef<Anchor | null>(null);
  /** The row at which the list is to begin as soon as it is there. */
  const start = useRef<string | null>(null);
  const [place, setPlace] = useState<Place>('end');

  const remember = useCallback(() => {
    const [box, chunks] = [view.current, list.current];
    if (!box || !chunks) {
      return;
    }
    // What has come since is scrolled to in a moment: who did not scroll back is at the end.
    const isLeft = !pinned.current || box.scrollTop < seen.current;
    pinned.current = !isLeft || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    seen.current = box.scrollTop;
    setPlace(pinned.current ? 'end' : 'away');
    const { top } = box.getBoundingClientRect();
    const chunk = firstBelow(chunks.children, top);
    const row = lasting((chunk && firstBelow(chunk.children, top)) ?? chunk);
    const key = row?.dataset['key'];
    anchor.current = row && key ? { key, depth: depthOf(row, box) } : null;
  }, [view, list]);

  /** Not `scrollIntoView`, which scrolls what is around the list as well. */
  const toRow = useCallback(
    (row: HTMLElement, where: 'middle' | 'top') => {
      const box = view.current;
      if (box) {
        const { top, height } = row.getBoundingClientRect();
        const room = box.clientHeight - Math.min(height, box.clientHeight);
        box.scrollTop +=
          top - box.getBoundingClientRect().top - room * (where === 'top' ? 0.1 : 0.5);
        pinned.current = false;
        remember();
      }
    },
    [view, remember],
  );

  const restore = useCallback(() => {
    const [box, chunks] = [view.current, list.current];
    if (!box || !chunks) {
      return;
    }
    const first = start.current && rowOf(chunks, start.current);
    if (first) {
      start.current = null;
      toRow(first, 'top');
      return;
    }
    if (pinned.current) {
      box.scrollTop = box.scrollHeight;
      seen.current = box.scrollTop;
      return;
    }
    const kept = anchor.current;
    const row = kept && rowOf(chunks, kept.key);
    if (kept && row) {
      // What came above pushes it down; where somebody has scrolled to since then is not of interest.
      const depth = depthOf(row, box);
      const moved = depth - kept.depth;
      kept.depth = depth;
      if (Math.abs(moved) >= 0.5) {
        box.scrollTop += moved;
      }
    }
  }, [view, list, toRow]);

  // Rows come and go, pictures arrive, the keyboard of a phone opens: between layout and paint, which costs nothing more.
  useLayoutEffect(() => {
    const [box, chunks] = [view.current, list.current];
    if (!box || !chunks || typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(restore);
    observer.observe(box);
    observer.observe(chunks);
    return () => observer.disconnect();
  }, [view, list, restore]);

  /** When other rows are drawn. At the end nothing moves unless the size does. */
  const keep = useCallback(() => {
    if (start.current !== null) {
      requestAnimationFrame(restore);
    } else if (!pinned.current) {
      restore();
    }
  }, [restore]);

  const toNewest = useCallback(() => {
    start.current = null;
    pinned.current = true;
    setPlace('end');
    restore();
  }, [restore]);

  const startAt = useCallback(
    (key: string) => {
      start.current = key;
      setPlace('starting');
      requestAnimationFrame(restore);
    },
    [restore],
  );

  return { place, remember, keep, startAt, toNewest, toRow };
}

export const rowOf = (list: HTMLElement, key: string) =>
  list.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);

const depthOf = (row: HTMLElement, box: HTMLElement) =>
  row.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;

/** A day's name is not there any more when an older message of that day is: what follows it is. */
const lasting = (row: HTMLElement | undefined) =>
  row?.dataset['key']?.startsWith('day ') && row.nextElementSibling instanceof HTMLElement
    ? row.nextElementSibling
    : row;

/** The first row that ends below a line; the rows stand one below the other. */
function firstBelow(rows: HTMLCollection, line: number): HTMLElement | undefined {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const ends = rows[middle]?.getBoundingClientRect().bottom ?? 0;
    if (ends <= line) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return rows[low] as HTMLElement | undefined;
}
