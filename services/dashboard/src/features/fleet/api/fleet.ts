import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Fleet } from '../../../api/types';
import { withSample, type Samples } from '../samples';

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
