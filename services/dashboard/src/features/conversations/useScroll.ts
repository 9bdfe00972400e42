import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** So near to the end is at the end. */
const NEAR = 48;

interface Anchor {
  key: string;
  top: number;
}

/**
 * Keeps the place in a list that grows at both ends: who is at the end stays there, and for who reads further up, what
 * is read stays where it is.
 */
export function useScroll(
  view: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
) {
  const pinned = useRef(true);
  const anchor = useRef<Anchor | null>(null);
  const [away, setAway] = useState(false);

  const remember = useCallback(() => {
    const [box, rows] = [view.current, list.current];
    if (!box || !rows) {
      return;
    }
    pinned.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    setAway(!pinned.current);
    const { top } = box.getBoundingClientRect();
    const row = firstBelow(rows.children, top);
    const key = row?.dataset['key'];
    anchor.current = row && key ? { key, top: row.getBoundingClientRect().top - top } : null;
  }, [view, list]);

  const restore = useCallback(() => {
    const [box, rows] = [view.current, list.current];
    if (!box || !rows) {
      return;
    }
    if (pinned.current) {
      box.scrollTop = box.scrollHeight;
      return;
    }
    const kept = anchor.current;
    const row = kept && rows.querySelector<HTMLElement>(`[data-key="${CSS.escape(kept.key)}"]`);
    if (kept && row) {
      const moved = row.getBoundingClientRect().top - box.getBoundingClientRect().top - kept.top;
      if (Math.abs(moved) >= 1) {
        box.scrollTop += moved;
      }
    }
  }, [view, list]);

  // Pictures arrive, the keyboard of a phone opens.
  useLayoutEffect(() => {
    const [box, rows] = [view.current, list.current];
    if (!box || !rows || typeof ResizeObserver === 'undefined') {
      return;
    }
    const observer = new ResizeObserver(restore);
    observer.observe(box);
    observer.observe(rows);
    return () => observer.disconnect();
  }, [view, list, restore]);

  const toNewest = useCallback(() => {
    pinned.current = true;
    setAway(false);
    restore();
  }, [restore]);

  const toRow = useCallback(
    (row: HTMLElement) => {
      const box = view.current;
      if (box) {
        pinned.current = false;
        // Not `scrollIntoView`, which scrolls what is around the list as well.
        const { top, height } = row.getBoundingClientRect();
        const middle = (box.clientHeight - Math.min(height, box.clientHeight)) / 2;
        box.scrollTop += top - box.getBoundingClientRect().top - middle;
        remember();
      }
    },
    [view, remember],
  );

  return { away, remember, restore, toNewest, toRow };
}

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
