import type { QueryClient } from '@tanstack/react-query';

import { meQuery } from './api/me';
import { endIsOver } from './session-end';
import { forgetKept } from './kept';

/** What one person saw is not for the next. */
export function forgetSignedIn(client: QueryClient): void {
  forgetKept();
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
  endIsOver(client);
  client.setQueryData(meQuery.queryKey, null);
}
