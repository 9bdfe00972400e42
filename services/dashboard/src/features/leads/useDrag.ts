import { useCallback, useEffect, useRef, useState, type PointerEvent as Press } from 'react';

import type { Lead } from '../../api/types';

/** A press that moves less is a click. */
const THRESHOLD = 6;
/** So near to an edge the board scrolls along. */
const EDGE = 48;
const STEP = 14;

export interface Drag {
  lead: Lead;
  /** The stage that it would come to. */
  over: string;
  by: 'pointer' | 'keys';
}

/** Carries a card from column to column with a pointer; columns say their stage in `data-stage`. */
export function useDrag(onDrop: (lead: Lead, stage: string) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const board = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  /** Where the pointer is, for the card that is drawn there. */
  const place = useRef('');
  const stop = useRef<(() => void) | null>(null);
  const drop = useRef(onDrop);
  useEffect(() => {
    drop.current = onDrop;
  });
  // Nothing is carried on by a page that is left.
  useEffect(() => () => stop.current?.(), []);

  const press = useCallback((event: Press, lead: Lead) => {
    if (event.button !== 0 || !event.isPrimary) {
      return;
    }
    stop.current?.();
    const { clientX: x0, clientY: y0, pointerId } = event;
    let carried = false;
    let over = lead.stage;
    let edge = 0;
    let frame = 0;

    let [x, y] = [x0, y0];

    /** Sees over which column the card is; they move below it when the board scrolls. */
    const look = () => {
      const column = document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-stage]');
      const next = column?.dataset['stage'] ?? lead.stage;
      if (!carried || next !== over) {
        carried = true;
        over = next;
        setDrag({ lead, over, by: 'pointer' });
      }
    };
    const scroll = () => {
      board.current?.scrollBy({ left: edge, behavior: 'instant' });
      look();
      frame = edge === 0 ? 0 : requestAnimationFrame(scroll);
    };
    const move = (now: PointerEvent) => {
      if (now.pointerId !== pointerId) {
        return;
      }
      ({ clientX: x, clientY: y } = now);
      if (!carried && Math.hypot(x - x0, y - y0) < THRESHOLD) {
        return;
      }
      now.preventDefault();
      place.current = `translate(${x + 8}px, ${y + 8}px)`;
      look();
      if (ghost.current) {
        ghost.current.style.transform = place.current;
      }
      const box = board.current?.getBoundingClientRect();
      edge = !box ? 0 : x < box.left + EDGE ? -STEP : x > box.right - EDGE ? STEP : 0;
      if (edge !== 0 && frame === 0) {
        frame = requestAnimationFrame(scroll);
      }
    };
    const end = () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', escape, true);
      stop.current = null;
      setDrag(null);
    };
    const up = (now: PointerEvent) => {
      if (now.pointerId !== pointerId) {
        return;
      }
      end();
      if (carried) {
        // What was carried was not clicked.
        const ignore = (click: MouseEvent) => {
          click.preventDefault();
          click.stopPropagation();
        };
        window.addEventListener('click', ignore, { capture: true, once: true });
        setTimeout(() => window.removeEventListener('click', ignore, true));
        if (over !== lead.stage) {
          drop.current(lead, over);
        }
      }
    };
    const escape = ({ key }: KeyboardEvent) => key === 'Escape' && end();
    window.addEventListener('pointermove', move, { passive: false });
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', escape, true);
    stop.current = end;
  }, []);

  return { drag, setDrag, press, board, ghost, place };
}
