import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { followEvents } from '../../api/events';
import type { WhatsAppSession } from '../../api/types';
import { throttled } from '../../components/throttled';
import { sessionQuery } from '../whatsapp/api/session';
import { begunQuery, homeOf } from './api/home';

/** Lists of people are wanted at once, counts over months when there is time. */
const LISTS_EVERY = 2_000;
const FIGURES_EVERY = 20_000;

/** Keeps the page true by the tenant's events. */
export function useLiveHome(tenant: number) {
  const client = useQueryClient();
  useEffect(() => {
    const refresh = (...parts: string[]) => {
      for (const part of parts) {
        void client.invalidateQueries({ queryKey: [...homeOf(tenant), part] });
      }
    };
    const lists = throttled(() => {
      refresh('waiting', 'fresh');
      // What has begun does not begin again.
      if (client.getQueryData(begunQuery(tenant).queryKey) === false) {
        refresh('begun');
      }
    }, LISTS_EVERY);
    const figures = throttled(() => refresh('figures'), FIGURES_EVERY);
    const changed = () => {
      lists.run();
      figures.run();
    };
    const stop = followEvents(tenant, {
      onState: () => {},
      events: {
        conversation: changed,
        lead: changed,
        message: changed,
        session: (session) =>
          client.setQueryData(sessionQuery(tenant).queryKey, session as WhatsAppSession),
        // We were away for longer than the service remembers.
        reset: () => {
          changed();
          void client.invalidateQueries({ queryKey: sessionQuery(tenant).queryKey });
        },
      },
    });
    return () => {
      stop();
      lists.cancel();
      figures.cancel();
    };
  }, [client, tenant]);
}
