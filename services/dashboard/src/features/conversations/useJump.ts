import { useEffect, useRef, useState, type RefObject } from 'react';
import { useLocation, useSearchParams } from 'react-router';

interface Older {
  hasNextPage: boolean;
  isFetching: boolean;
  isError: boolean;
  isPending: boolean;
  fetchNextPage: () => unknown;
}

/** Goes to the message of the address, `?message=7`, however far back it is. */
export function useJump(
  list: RefObject<HTMLElement | null>,
  older: Older,
  amount: number,
  toRow: (row: HTMLElement) => void,
) {
  const [params] = useSearchParams();
  const { key } = useLocation();
  const wanted = params.get('message');
  const target = wanted && /^\d+$/.test(wanted) ? wanted : null;
  /** The visit of an address that has been where it leads. */
  const done = useRef<string | null>(null);
  const [state, setState] = useState<'looking' | 'missing' | null>(null);
  const [found, setFound] = useState<string | null>(null);
  const { hasNextPage, isFetching, isError, isPending, fetchNextPage } = older;

  useEffect(() => {
    if (target === null || done.current === `${key} ${target}` || isPending) {
      return;
    }
    const row = list.current?.querySelector<HTMLElement>(`[data-message="${target}"]`);
    if (row) {
      done.current = `${key} ${target}`;
      setState(null);
      setFound(target);
      toRow(row);
      row.focus({ preventScroll: true });
    } else if (isError) {
      setState(null);
    } else if (hasNextPage) {
      setState('looking');
      if (!isFetching) {
        void fetchNextPage();
      }
    } else {
      done.current = `${key} ${target}`;
      setState('missing');
    }
  }, [
    target,
    key,
    amount,
    list,
    toRow,
    hasNextPage,
    isFetching,
    isError,
    isPending,
    fetchNextPage,
  ]);

  return { state: target === null ? null : state, found: target === found ? found : null };
}
