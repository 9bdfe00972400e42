import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { followEvents } from '../../api/events';
import type { Lead } from '../../api/types';
import { throttled } from '../../components/throttled';
import { changeLeadMutation } from './api/change-lead';
import { leadsOf } from './api/leads';
import { replaceLead } from './cached-leads';

/** A busy bot changes leads all the time: lists and counts are read again no oftener. */
const EVERY = 5_000;

/** Keeps what is shown of leads true by the tenant's events. */
export function useLiveLeads(tenant: number) {
  const client = useQueryClient();
  useEffect(() => {
    const changing = () =>
      client.isMutating({ mutationKey: changeLeadMutation(tenant).mutationKey }) > 0;
    // Who changes a lead reads again afterwards; what comes before that is older than what is shown.
    const reread = throttled(() => {
      if (!changing()) {
        void client.invalidateQueries({ queryKey: leadsOf(tenant) });
      }
    }, EVERY);
    const stop = followEvents(tenant, {
      onState: () => {},
      events: {
        lead: (data) => {
          if (!changing()) {
            replaceLead(client, tenant, data as Lead);
          }
          reread.run();
        },
        // We were away for longer than the service remembers.
        reset: reread.run,
      },
    });
    return () => {
      stop();
      reread.cancel();
    };
  }, [client, tenant]);
}
