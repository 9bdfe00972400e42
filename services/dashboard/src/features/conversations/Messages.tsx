import { ActionIcon, Alert, Button, Loader, Text, VisuallyHidden } from '@mantine/core';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { Fragment, useEffect, useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react';

import { ErrorNotice } from '../../components/ErrorNotice';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { Bubble } from './Bubble';
import { dayOf, type Item, type Writing } from './timeline';
import { useJump } from './useJump';
import { useMoment } from './useMoment';
import { useScroll } from './useScroll';

/** The newest are always drawn; those above only when they are looked at. */
const DRAWN = 60;

export interface Scroller {
  toNewest: () => void;
}

interface Props {
  tenant: number;
  items: Item[];
  query: UseInfiniteQueryResult<unknown, Error>;
  scroller: Ref<Scroller>;
  onAgain: (writing: Writing) => void;
  onDiscard: (writing: Writing) => void;
}

/** What was said, day by day, from the oldest that was read to the newest. */
export function Messages({ tenant, items, query, scroller, onAgain, onDiscard }: Props) {
  const { t } = useSpeech();
  const { day } = useMoment();
  const view = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const { away, remember, restore, toNewest, toRow } = useScroll(view, list);
  const jump = useJump(list, query, items.length, toRow);
  useImperativeHandle(scroller, () => ({ toNewest }), [toNewest]);
  useLayoutEffect(restore, [restore, items]);

  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  useEffect(() => {
    const mark = top.current;
    if (!mark || !hasNextPage || isFetching || isError) {
      return;
    }
    if (typeof IntersectionObserver === 'undefined') {
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && void fetchNextPage(),
      { root: view.current, rootMargin: '800px 0px 0px' },
    );
    observer.observe(mark);
    return () => observer.disconnect();
  }, [hasNextPage, isFetching, isError, fetchNextPage, items.length]);

  return (
    <div className="chat-messages">
      {/* Who has no mouse scrolls it by keyboard. */}
      <div
        className="chat-view"
        ref={view}
        onScroll={remember}
        tabIndex={0}
        role="region"
        aria-label={t('chat.messages')}
        aria-busy={query.isPending}
      >
        <div className="chat-top" ref={top}>
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
        <ul className="chat-list" ref={list} aria-label={t('chat.messages')}>
          {items.map((item, index) => {
            const before = items[index - 1];
            const isNewDay = !before || dayOf(before.at) !== dayOf(item.at);
            return (
              <Fragment key={item.key}>
                {isNewDay && (
                  <li className="chat-day" data-key={`day ${dayOf(item.at)} ${item.key}`}>
                    <span>{day(item.at)}</span>
                  </li>
                )}
                <Bubble
                  tenant={tenant}
                  item={item}
                  old={index < items.length - DRAWN}
                  found={item.kind === 'message' && String(item.message.id) === jump.found}
                  onAgain={onAgain}
                  onDiscard={onDiscard}
                />
              </Fragment>
            );
          })}
        </ul>
      </div>
      {away && (
        <ActionIcon
          className="chat-newest"
          variant="default"
          radius="xl"
          size="lg"
          aria-label={t('chat.toNewest')}
          onClick={toNewest}
        >
          <Icon shape="down" />
        </ActionIcon>
      )}
      <div role="status" className="chat-jump">
        {jump.state && (
          <Alert p="xs" role="presentation" color={jump.state === 'looking' ? 'teal' : 'orange'}>
            <Text size="sm">{t(jump.state === 'looking' ? 'chat.looking' : 'chat.notFound')}</Text>
          </Alert>
        )}
      </div>
      <Newcomer items={items} />
    </div>
  );
}

/** Reads aloud what the customer writes while the chat is open; not what is scrolled to. */
function Newcomer({ items }: { items: Item[] }) {
  const { t } = useSpeech();
  const last = items.findLast((item) => item.kind === 'message' && item.message.direction === 'in');
  const first = useRef<string | null>(null);
  useEffect(() => {
    first.current ??= last?.key ?? null;
  }, [last?.key]);
  const text = last?.kind === 'message' && last.key !== first.current ? last.message.body : null;
  return (
    <VisuallyHidden role="status">
      {first.current !== null && text && `${t('chat.from.customer')} ${text}`}
    </VisuallyHidden>
  );
}
