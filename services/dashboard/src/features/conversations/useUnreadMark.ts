import { useEffect, useState } from 'react';

import { firstUnread, type Item } from './timeline';

interface Older {
  hasNextPage: boolean;
  isFetching: boolean;
  isError: boolean;
  fetchNextPage: () => unknown;
}

/**
 * The key of the first message that nobody had read when the chat was opened. It stays when they are read: one sees
 * where one began.
 */
export function useUnreadMark(
  unread: number | undefined,
  items: readonly Item[],
  older: Older,
): string | null {
  const [opened, setOpened] = useState<number | null>(null);
  const [mark, setMark] = useState<string | null>(null);
  if (opened === null && unread !== undefined) {
    setOpened(unread);
  }
  const wanted = mark === null ? (opened ?? 0) : 0;
  const found = wanted > 0 && items.length > 0 ? firstUnread(items, wanted) : null;
  if (found !== null) {
    setMark(found);
  }
  const { hasNextPage, isFetching, isError, fetchNextPage } = older;
  const isFurther = wanted > 0 && found === null && items.length > 0;
  useEffect(() => {
    if (isFurther && hasNextPage && !isFetching && !isError) {
      void fetchNextPage();
    }
  }, [isFurther, hasNextPage, isFetching, isError, fetchNextPage]);
  return mark ?? found;
}
