import { Card, Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useDeferredValue, type ReactNode } from 'react';

import { useSpeech } from '../i18n/LanguageProvider';
import { LoadFailed } from './LoadFailed';
import { Pager } from './Pager';
import { Rows, type Column } from './Rows';

interface Props<Page, Row> {
  label: string;
  query: UseQueryResult<Page, Error>;
  rows: (page: Page) => Row[];
  rowKey: (row: Row) => string | number;
  columns: Column<Row>[];
  empty: ReactNode;
  /** Of a list that comes in pages: where the next one begins. */
  next?: (page: Page) => number | string | null | undefined;
}

/** A list in each of its states: loading, failed, empty, and there. */
export function Listing<Page, Row>({
  label,
  query,
  rows,
  rowKey,
  columns,
  empty,
  next,
}: Props<Page, Row>) {
  const { data, error } = query;
  // Long lists are drawn in pieces.
  const read = useDeferredValue(data);
  const found = read && rows(read);
  return (
    <Stack gap="md" aria-busy={query.isPlaceholderData}>
      {error && <LoadFailed query={query} />}
      {!found && !error && <ListingWaiting />}
      {found?.length === 0 && empty}
      {found && found.length > 0 && (
        <Rows label={label} columns={columns} rows={found} rowKey={rowKey} />
      )}
      {data && next && <Pager next={next(data)} waiting={query.isPlaceholderData} />}
    </Stack>
  );
}

/** Until a list is there. */
export function ListingWaiting() {
  const { t } = useSpeech();
  return (
    <Card withBorder aria-busy aria-label={t('common.loading')} role="status">
      <Stack gap="md">
        {[1, 2, 3, 4].map((row) => (
          <Skeleton key={row} height={22} />
        ))}
      </Stack>
    </Card>
  );
}
