import { Alert, Button, Loader, Text } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type Ref,
} from 'react';
import { useSearchParams } from 'react-router';

import { ErrorNotice } from '../../components/ErrorNotice';
import { useSpeech } from '../../i18n/LanguageProvider';
import { messagesQuery } from './api/messages';
import type { BubbleDeeds } from './Bubble';
import { cut, type Cuts } from './chunks';
import { ChunkView } from './ChunkView';
import { Newcomer } from './Newcomer';
import { isIncoming, type Item } from './timeline';
import { ToNewest } from './ToNewest';
import { useFirstDrawn } from './useFirstDrawn';
import { useJump } from './useJump';
import { useNearby } from './useNearby';
import { rowOf, useScroll } from './useScroll';

const Lightbox = lazy(async () => ({ default: (await import('./Lightbox')).Lightbox }));

/** So near to an end, what is beyond is read. */
const AHEAD = 1_600;

export interface Scroller {
  toNewest: () => void;
}

interface Props {
  tenant: number;
  id: number;
  items: Item[];
  /** The first that nobody had read when the chat was opened. */
  unread: string | null;
  scroller: Ref<Scroller>;
  deeds: Omit<BubbleDeeds, 'onFollow' | 'onPicture'>;
  /** Whether the newest message is on the screen. */
  onAtEnd: (isAtEnd: boolean) => void;
}

/** What was said, day by day, from the oldest that was read to the newest. */
export function Messages({ tenant, id, items, unread, scroller, deeds, onAtEnd }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [, setParams] = useSearchParams();
  const query = useInfiniteQuery(messagesQuery(tenant, id));
  const view = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const { place, remember, keep, startAt, toNewest, toRow } = useScroll(view, list);
  const nearby = useNearby(view);
  const cuts = useRef<Cuts | null>(null);
  cuts.current = useMemo(() => cut(items, cuts.current), [items]);
  const { chunks } = cuts.current;
  const [picture, setPicture] = useState<number | null>(null);
  const isLive = query.data?.pages[0]?.live ?? true;

  const reveal = useCallback(
    (key: string, where: 'middle' | 'top' = 'middle') => {
      const chunk = cuts.current?.chunks.find(({ items: rows }) =>
        rows.some((item) => item.key === key),
      );
      if (chunk) {
        nearby.draw(chunk.key);
      }
      // It is drawn by then.
      requestAnimationFrame(() => {
        const row = list.current && rowOf(list.current, key);
        if (row) {
          toRow(row, where);
          if (where === 'middle') {
            row.focus({ preventScroll: true });
          }
        }
      });
    },
    [nearby, toRow],
  );
  const jump = useJump({ tenant, id, items, isPending: query.isPending, reveal });

  const { from, isWhole } = useFirstDrawn(chunks, unread, jump.isWanted);
  useLayoutEffect(keep, [keep, items, from]);

  // Who comes back begins with what is new.
  const begun = useRef(false);
  useLayoutEffect(() => {
    if (!begun.current && unread !== null && !jump.isWanted) {
      begun.current = true;
      startAt(`unread ${unread}`);
    }
  }, [unread, jump.isWanted, startAt]);

  const { hasNextPage, hasPreviousPage, isFetching, isError, fetchNextPage, fetchPreviousPage } =
    query;
  const readOn = useCallback(() => {
    const box = view.current;
    const isMore = hasNextPage || hasPreviousPage;
    if (!isWhole || !isMore || isFetching || isError || !box || box.clientHeight === 0) {
      return;
    }
    if (hasNextPage && box.scrollTop < AHEAD) {
      void fetchNextPage();
    } else if (hasPreviousPage && box.scrollHeight - box.scrollTop - box.clientHeight < AHEAD) {
      void fetchPreviousPage();
    }
  }, [
    isWhole,
    hasNextPage,
    hasPreviousPage,
    isFetching,
    isError,
    fetchNextPage,
    fetchPreviousPage,
  ]);
  useEffect(() => {
    // When the size of what came is known.
    const frame = requestAnimationFrame(readOn);
    return () => cancelAnimationFrame(frame);
  }, [readOn, items]);

  const isAtEnd = place === 'end' && isLive && from < chunks.length;
  useEffect(() => onAtEnd(isAtEnd), [onAtEnd, isAtEnd]);

  const forgetMessage = useCallback(
    () =>
      setParams(
        (old) => {
          old.delete('message');
          return old;
        },
        { replace: true },
      ),
    [setParams],
  );
  const goNewest = useCallback(() => {
    const { queryKey } = messagesQuery(tenant, id);
    toNewest();
    if (jump.isWanted) {
      forgetMessage();
    }
    if (!isLive) {
      void client.resetQueries({ queryKey });
    }
  }, [client, tenant, id, isLive, toNewest, jump.isWanted, forgetMessage]);
  useImperativeHandle(scroller, () => ({ toNewest: goNewest }), [goNewest]);

  const allDeeds = useMemo<BubbleDeeds>(
    () => ({
      ...deeds,
      onFollow: (message) =>
        setParams((old) => {
          old.set('message', String(message));
          return old;
        }),
      onPicture: setPicture,
    }),
    [deeds, setParams],
  );

  return (
    <div className="chat-messages">
      {/* Who has no mouse scrolls it by keyboard. What is scrolled to is not read aloud; what comes is, below. */}
      <div
        className="chat-view"
        ref={view}
        onScroll={() => {
          remember();
          readOn();
        }}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('chat.messages')}
        aria-busy={query.isPending}
      >
        <div className="chat-top">
          {query.isFetchingNextPage || query.isPending ? (
            <Loader size="sm" aria-label={t('common.loading')} />
          ) : hasNextPage ? (
            <Button size="compact-xs" variant="subtle" onClick={() => fetchNextPage()}>
              {t('chat.older')}
            </Button>
          ) : (
            <Text size="xs" c="dimmed">
              {t(items.length > 0 ? 'chat.beginning' : 'chat.empty')}
            </Text>
          )}
        </div>
        {query.error && (
          <ErrorNotice
            error={query.error}
            title={t('error.loadTitle')}
            onRetry={() => (query.data ? fetchNextPage() : query.refetch())}
            retrying={isFetching}
          />
        )}
        <div className="chat-list" ref={list} role="list" aria-label={t('chat.messages')}>
          {chunks.slice(from).map((chunk, index) => (
            <ChunkView
              key={chunk.key}
              tenant={tenant}
              chunk={chunk}
              above={chunks[from + index - 1]?.items.at(-1)}
              nearby={nearby}
              unread={within(chunk.items, unread)}
              found={within(chunk.items, jump.found)}
              deeds={allDeeds}
            />
          ))}
        </div>
        {!isLive && (
          <div className="chat-top">
            {query.isFetchingPreviousPage && <Loader size="sm" aria-label={t('common.loading')} />}
          </div>
        )}
      </div>
      {(place === 'away' || !isLive) && items.length > 0 && (
        <ToNewest items={items} onGo={goNewest} />
      )}
      <div role="status" className="chat-jump">
        {jump.state && (
          <Alert p="xs" role="presentation" color={jump.state === 'looking' ? 'teal' : 'orange'}>
            <Text size="sm">{t(`chat.jump.${jump.state}`)}</Text>
          </Alert>
        )}
      </div>
      <Newcomer last={items.findLast(isIncoming)} />
      {picture !== null && (
        <Suspense>
          <Lightbox tenant={tenant} items={items} picture={picture} onShow={setPicture} />
        </Suspense>
      )}
    </div>
  );
}

const within = (items: readonly Item[], key: string | null) =>
  key !== null && items.some((item) => item.key === key) ? key : null;
