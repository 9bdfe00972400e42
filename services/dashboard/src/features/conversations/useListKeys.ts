import { useEffect, useRef, type RefObject } from 'react';
import { useNavigate } from 'react-router';

import type { Conversation } from '../../api/types';

interface Props {
  view: RefObject<HTMLElement | null>;
  rows: readonly Conversation[];
  open: number | null;
  query: string;
  show: (index: number) => void;
}

const isWriting = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** What is above the page takes Escape for itself. */
const isCovered = () => document.querySelector('[role="dialog"], [role="menu"]') !== null;

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

/** Up and down (or j and k) in the list, Alt with them from chat to chat, Escape back to the list. */
export function useListKeys({ view, rows, open, query, show }: Props) {
  const navigate = useNavigate();
  const now = useRef({ rows, open, query, show });
  useEffect(() => {
    now.current = { rows, open, query, show };
  });
  useEffect(() => {
    const focus = (id: number | undefined) =>
      // After the page has moved its own focus, and the row is drawn.
      setTimeout(() => {
        view.current
          ?.querySelector<HTMLElement>(`[data-conversation="${id}"]`)
          ?.focus({ preventScroll: true });
      }, 50);
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target } = event;
      const { rows: all, open: id, query: search, show: reveal } = now.current;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) {
        return;
      }
      const at = all.findIndex((row) => row.id === id);
      const step = STEPS[key];
      if (key === 'Escape' && id !== null && !isCovered() && !isWriting(target)) {
        void navigate(`/conversations${search}`);
        if (at >= 0) {
          reveal(at);
          focus(id);
        }
      } else if (step !== undefined && event.altKey && key.startsWith('Arrow')) {
        const to = all[at + step];
        if (to && !isCovered()) {
          event.preventDefault();
          reveal(at + step);
          void navigate(`/conversations/${to.id}${search}`);
        }
      } else if (
        step !== undefined &&
        !event.altKey &&
        target instanceof HTMLElement &&
        view.current?.contains(target)
      ) {
        const focused = all.findIndex(
          ({ id: one }) => String(one) === target.dataset['conversation'],
        );
        const next = Math.min(Math.max(focused + step, 0), all.length - 1);
        event.preventDefault();
        reveal(next);
        focus(all[next]?.id);
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [navigate, view]);
}
