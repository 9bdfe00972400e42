import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import { queryString } from '../../../components/useFilters';

export interface Trace {
  tenant_id: number;
  conversation_id: number;
  trace_id: string | null;
  /** In the order of time. */
  steps: TraceStep[];
}

export interface TraceStep {
  /** One word for programs: an open set. */
  name: string;
  at: string;
  /** Since the step before; WhatsApp's clock may be ahead of ours. */
  after_ms: number;
  detail: string | null;
}

/** Which message: one of a mailbox, or a reply of the outbox. */
export type Wanted = { tenant_id: number } & ({ message_id: number } | { reply_id: number });

/** The way of one message through the services. What is still under way is looked at again. */
export const traceQuery = (wanted: Wanted) =>
  queryOptions({
    queryKey: ['trace', wanted],
    queryFn: ({ signal }) => request<Trace>(`/api/trace${queryString(wanted)}`, { signal }),
    refetchInterval: 15_000,
  });
