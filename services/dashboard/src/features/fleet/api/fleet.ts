import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import { withSample, type Samples } from '../samples';

/** How the platform is at a moment: what `GET /api/fleet` answers. */
export interface Fleet {
  at: string;
  nodes: FleetNode[];
  sessions: { state: string; sessions: number }[];
  /** Why what the bus knows is null; null: it is known. */
  bus_problem: string | null;
  streams: FleetStream[] | null;
  consumers: FleetConsumer[] | null;
  mailboxes: { waiting: number; oldest_since: string | null };
  outbox: { waiting: number; oldest_due_at: string | null; failed_today: number };
  dead_letters: number | null;
  unrouted: number | null;
}

export interface FleetNode {
  id: number;
  name: string;
  /** `ok`, `unreachable`, `unknown`. */
  state: string;
  /** Nothing new is placed on it. */
  draining?: boolean;
  sessions: number;
  capacity: number | null;
}

export interface FleetStream {
  name: string;
  messages: number;
  bytes: number;
  max_bytes: number | null;
  first_at: string | null;
}

export interface FleetConsumer {
  stream: string;
  name: string;
  /** Not delivered yet. */
  waiting: number;
  unacknowledged: number;
  redelivered: number;
  /** A sequence: what it grows by in a time is the throughput. */
  delivered: number;
}

export interface Watched {
  fleet: Fleet;
  /** Of the last minutes, as long as the page was looked at. */
  samples: Samples;
}

const KEY = ['fleet'] as const;

/** The fleet every five seconds, with what it was before: two moments make a rate. */
export const fleetQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal, client }): Promise<Watched> => {
    const fleet = await request<Fleet>('/api/fleet', { signal });
    const before = client.getQueryData<Watched>(KEY);
    return { fleet, samples: withSample(before?.samples ?? {}, fleet) };
  },
  refetchInterval: 5_000,
  gcTime: 10 * 60_000,
});
