import { startTransition, useCallback, useEffect, useState, type RefObject } from 'react';

/** Rows beyond what is looked at, in case somebody goes on. */
const BEYOND = 8;

/** Which rows of a long list of rows of one height are drawn. */
export function useRows(view: RefObject<HTMLElement | null>, amount: number, height: number) {
  const [range, setRange] = useState(() => ({
    from: 0,
    to: Math.ceil(window.innerHeight / height),
  }));
  const look = useCallback(() => {
    const box = view.current;
    if (!box) {
      return;
    }
    // In steps: not each row that is passed is worth drawing anew.
    const step = BEYOND / 2;
    const first = Math.floor(box.scrollTop / height / step) * step;
    const fitting = Math.ceil((box.clientHeight || 900) / height / step) * step;
    const [from, to] = [Math.max(0, first - BEYOND), first + fitting + BEYOND + step];
    setRange((old) => (old.from === from && old.to === to ? old : { from, to }));
  }, [view, height]);
  // What is seen is drawn first, and then what is beyond.
  useEffect(() => startTransition(look), [look, amount]);
  useEffect(() => {
    const box = view.current;
    if (!box || typeof ResizeObserver === 'undefined') {
      return undefined;
    }
    const observer = new ResizeObserver(look);
    observer.observe(box);
    return () => observer.disconnect();
  }, [view, look]);

  /** Scrolls so that a row is seen. */
  const show = useCallback(
    (index: number) => {
      const box = view.current;
      if (!box) {
        return;
      }
      const top = index * height;
      if (top < box.scrollTop) {
        box.scrollTop = top;
      } else if (top + height > box.scrollTop + box.clientHeight) {
        box.scrollTop = top + height - box.clientHeight;
      }
      look();
    },
    [view, height, look],
  );
  return { from: Math.min(range.from, amount), to: Math.min(range.to, amount), look, show };
}
