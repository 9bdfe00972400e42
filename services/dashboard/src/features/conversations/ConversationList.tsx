import { Button, Center, Chip, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { Empty } from '../../components/Empty';
import { ErrorNotice } from '../../components/ErrorNotice';
import { SearchField } from '../../components/SearchField';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { conversationsQuery } from './api/conversations';
import { ConversationRow } from './ConversationRow';
import { FILTERS, filterOf, isWanted } from './filter';
import { newsQuery } from './news';

/** So many are looked through for a filter before somebody has to ask for more. */
const PATIENCE = 500;

/** Who has written, the newest first. */
export function ConversationList({ tenant, open }: { tenant: number; open: number | null }) {
  const { t, number } = useSpeech();
  const { get, set } = useFilters();
  const search = get('search');
  const filter = filterOf(get('filter'));
  const list = useInfiniteQuery(conversationsQuery(tenant, search));
  const { data: news } = useQuery(newsQuery(tenant));
  const all = list.data?.pages.flatMap((page) => page.conversations) ?? [];
  const rows = all.filter((row) => isWanted(row, filter));

  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  const end = useRef<HTMLDivElement>(null);
  const tired =
    filter !== 'all' && all.length >= PATIENCE * Math.max(1, Math.ceil(rows.length / 20));
  useEffect(() => {
    const mark = end.current;
    if (!mark || !hasNextPage || isFetching || isError || tired) {
      return;
    }
    if (typeof IntersectionObserver === 'undefined') {
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && void fetchNextPage(),
      { rootMargin: '400px' },
    );
    observer.observe(mark);
    return () => observer.disconnect();
  }, [hasNextPage, isFetching, isError, tired, fetchNextPage, all.length]);

  const kept = new URLSearchParams();
  for (const name of ['search', 'filter']) {
    if (get(name)) {
      kept.set(name, get(name));
    }
  }
  const query = kept.size > 0 ? `?${kept}` : '';
  return (
    <Stack gap="sm" className="inbox-list">
      <SearchField label={t('conversations.search')} />
      <Chip.Group
        value={filter}
        onChange={(next: string) => set('filter', next === 'all' ? '' : next)}
      >
        <Group gap={6} role="radiogroup" aria-label={t('conversations.filter')}>
          {FILTERS.map((value) => (
            <Chip key={value} value={value} size="xs">
              {t(`conversations.filter.${value}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <div className="inbox-rows">
        {list.isPending && <Loading />}
        {list.error && (
          <ErrorNotice
            error={list.error}
            title={t('error.loadTitle')}
            onRetry={() => (list.data ? fetchNextPage() : list.refetch())}
            retrying={isFetching}
          />
        )}
        {list.data && rows.length === 0 && !hasNextPage && (
          <Empty
            icon={search || filter !== 'all' ? 'search' : 'chat'}
            {...(search || filter !== 'all'
              ? { title: t('common.nothingFound'), hint: t('common.searchHint') }
              : { title: t('conversations.empty'), hint: t('conversations.emptyHint') })}
          />
        )}
        {rows.length > 0 && (
          <ul aria-label={t('conversations.title')} className="inbox-plain">
            {rows.map((row) => (
              <li key={row.id} className="inbox-item">
                <ConversationRow
                  conversation={row}
                  to={`/conversations/${row.id}${query}`}
                  open={row.id === open}
                  latest={news[row.id]?.message}
                  unread={row.id === open ? 0 : (news[row.id]?.unread ?? 0)}
                />
              </li>
            ))}
          </ul>
        )}
        <div ref={end} />
        {hasNextPage && (
          <Center py="md">
            <Stack gap="xs" align="center">
              {filter !== 'all' && (
                <Text size="sm" c="dimmed" role="status">
                  {t('conversations.searched', { count: number(all.length) })}
                </Text>
              )}
              <Button
                variant="default"
                size="xs"
                loading={list.isFetchingNextPage}
                onClick={() => fetchNextPage()}
              >
                {t(filter === 'all' ? 'conversations.more' : 'conversations.lookFurther')}
              </Button>
            </Stack>
          </Center>
        )}
      </div>
    </Stack>
  );
}

function Loading() {
  const { t } = useSpeech();
  return (
    <Stack gap="md" p="sm" aria-busy aria-label={t('common.loading')} role="status">
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height={44} />
      ))}
    </Stack>
  );
}
