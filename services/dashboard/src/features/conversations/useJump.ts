import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';

import { ApiError } from '../../api/client';
import { messagesQuery, readPart } from './api/messages';
import type { Item } from './timeline';

interface Props {
  tenant: number;
  id: number;
  items: readonly Item[];
  isPending: boolean;
  /** Shows the row of an item in the middle. */
  reveal: (key: string) => void;
}

/** Goes to the message of the address, `?message=7`, however far back it is. */
export function useJump({ tenant, id, items, isPending, reveal }: Props) {
  const client = useQueryClient();
  const [params] = useSearchParams();
  const { key: visit } = useLocation();
  const wanted = params.get('message');
  const target = wanted && /^\d{1,15}$/.test(wanted) ? Number(wanted) : null;
  /** The visit of an address that has been where it leads. */
  const done = useRef<string | null>(null);
  const [missing, setMissing] = useState<{ visit: string; failed: boolean } | null>(null);
  const [found, setFound] = useState<string | null>(null);
  const row =
    target === null
      ? undefined
      : items.find((item) => item.kind === 'message' && item.message.id === target);

  useEffect(() => {
    if (target === null || isPending || done.current === visit) {
      return undefined;
    }
    if (row) {
      done.current = visit;
      setFound(row.key);
      reveal(row.key);
      return undefined;
    }
    const asked = new AbortController();
    const { queryKey } = messagesQuery(tenant, id);
    readPart(tenant, id, { around: target }, asked.signal).then(
      async (part) => {
        await client.cancelQueries({ queryKey });
        if (part.messages.some((message) => message.id === target)) {
          client.setQueryData(queryKey, { pages: [part], pageParams: [{ around: target }] });
        } else {
          done.current = visit;
          setMissing({ visit, failed: false });
        }
      },
      (error: unknown) => {
        if (!asked.signal.aborted) {
          done.current = visit;
          const isGone = error instanceof ApiError && error.status === 404;
          setMissing({ visit, failed: !isGone });
        }
      },
    );
    return () => asked.abort();
  }, [client, tenant, id, target, visit, row, isPending, reveal]);

  const isMissing = missing?.visit === visit;
  return {
    isWanted: target !== null,
    found: target === null ? null : found,
    state:
      target === null || row
        ? null
        : isMissing
          ? missing.failed
            ? ('failed' as const)
            : ('missing' as const)
          : ('looking' as const),
  };
}
