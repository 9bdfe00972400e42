import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Trace } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

/** Which message: one of a mailbox, or a reply of the outbox. */
export type Wanted = { tenant_id: number } & ({ message_id: number } | { reply_id: number });

/** The way of one message through the services. What is still under way is looked at again. */
export const traceQuery = (wanted: Wanted) =>
  queryOptions({
    queryKey: ['trace', wanted],
    queryFn: ({ signal }) => request<Trace>(`/api/trace${queryString(wanted)}`, { signal }),
    refetchInterval: 15_000,
  });
