import { Chip } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useRef } from 'react';

import { Empty } from '../../components/Empty';
import { ErrorNotice } from '../../components/ErrorNotice';
import { SearchField } from '../../components/SearchField';
import { useFilters } from '../../components/useFilters';
import { useLater } from '../../components/useLater';
import { useSpeech } from '../../i18n/LanguageProvider';
import { conversationsQuery } from './api/conversations';
import { ConversationRow } from './ConversationRow';
import { FILTERS, filterOf } from './filter';
import { ListEnd, ListLoading } from './ListEnd';
import { useListKeys } from './useListKeys';
import { useRows } from './useRows';

/** As in the styles, in `rem`. */
const HEIGHT = 4.625;
/** So many rows before the end, more are asked for. */
const AHEAD = 25;

/** Who has written, the newest first. */
export function ConversationList({ tenant, open }: { tenant: number; open: number | null }) {
  const { t } = useSpeech();
  const { get, set } = useFilters();
  const search = get('search');
  const filter = filterOf(get('filter'));
  const list = useInfiniteQuery(conversationsQuery(tenant, { search, filter }));
  // Drawn in pieces, and after what stands above them.
  const read = useDeferredValue(list.data?.pages);
  const pages = useLater() ? read : undefined;
  const rows = useMemo(() => pages?.flatMap((page) => page.conversations) ?? [], [pages]);
  const isNarrowed = search !== '' || filter !== 'all';

  const kept = new URLSearchParams();
  for (const name of ['search', 'filter']) {
    if (get(name)) {
      kept.set(name, get(name));
    }
  }
  const query = kept.size > 0 ? `?${kept}` : '';

  const view = useRef<HTMLDivElement>(null);
  const height = HEIGHT * rootSize();
  const { from, to, look, show } = useRows(view, rows.length, height);
  useListKeys({ view, rows, open, query, show });

  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  const readOn = () => {
    const box = view.current;
    const isNear =
      box && box.scrollTop + box.clientHeight > (rows.length - AHEAD) * height && box.scrollTop > 0;
    if (isNear && hasNextPage && !isFetching && !isError) {
      void fetchNextPage();
    }
  };
  return (
    <div className="inbox-list">
      <div className="inbox-narrow">
        <div className="inbox-search">
          <SearchField label={t('conversations.search')} />
        </div>
        <Chip.Group
          value={filter}
          onChange={(next: string) => set('filter', next === 'all' ? '' : next, true)}
        >
          <div className="inbox-chips" role="radiogroup" aria-label={t('conversations.filter')}>
            {FILTERS.map((value) => (
              <Chip key={value} value={value} size="xs" variant="light">
                {t(`conversations.filter.${value}`)}
              </Chip>
            ))}
          </div>
        </Chip.Group>
      </div>
      <div
        className="inbox-rows"
        ref={view}
        onScroll={() => {
          look();
          readOn();
        }}
      >
        {!read && !list.error && <ListLoading />}
        {list.error && (
          <ErrorNotice
            error={list.error}
            title={t('error.loadTitle')}
            onRetry={() => (list.data ? fetchNextPage() : list.refetch())}
            retrying={isFetching}
          />
        )}
        {pages && rows.length === 0 && (
          <div className="inbox-empty">
            <Empty
              icon={isNarrowed ? 'search' : 'chat'}
              {...(filter === 'needs_person' && search === ''
                ? { title: t('conversations.noneWaits'), hint: t('conversations.noneWaitsHint') }
                : isNarrowed
                  ? { title: t('common.nothingFound'), hint: t('common.searchHint') }
                  : { title: t('conversations.empty'), hint: t('conversations.emptyHint') })}
            />
          </div>
        )}
        {rows.length > 0 && (
          <ul
            aria-label={t('conversations.title')}
            className="inbox-plain"
            style={{
              paddingBlockStart: from * height,
              paddingBlockEnd: (rows.length - to) * height,
            }}
          >
            {rows.slice(from, to).map((row, index) => (
              <li
                key={row.id}
                className="inbox-item"
                aria-setsize={hasNextPage ? -1 : rows.length}
                aria-posinset={from + index + 1}
              >
                <ConversationRow
                  tenant={tenant}
                  conversation={row}
                  to={`/conversations/${row.id}${query}`}
                  open={row.id === open}
                />
              </li>
            ))}
          </ul>
        )}
        {hasNextPage && (
          <ListEnd isFetching={list.isFetchingNextPage} onMore={() => fetchNextPage()} />
        )}
      </div>
    </div>
  );
}

/** Who likes larger letters gets higher rows. */
const rootSize = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
