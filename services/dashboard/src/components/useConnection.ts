import { useNetwork } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { ApiError } from '../api/client';

export type Connection = 'fine' | 'offline' | 'lost' | 'back';

/** How often it is tried. */
const RETRY = 10_000;
/** How long it is said that all is well again. */
const SAID_FOR = 4_000;

const unanswered = (error: Error | null) => error instanceof ApiError && error.status === 0;

/**
 * Whether the service can be reached, by what its answers were. Once it can be reached again, everything that is
 * looked at is asked for anew: what polls by itself would come soon, the rest would stay old.
 */
export function useConnection(): Connection {
  const client = useQueryClient();
  const { online } = useNetwork();
  const [answers, setAnswers] = useState<'fine' | 'lost' | 'back'>('fine');

  useEffect(() => {
    const queries = client.getQueryCache();
    let lost = false;
    return queries.subscribe((event) => {
      const action = event.type === 'updated' ? event.action : null;
      const answered = action?.type === 'success' && !action.manual;
      if (!answered && action?.type !== 'error' && event.type !== 'observerRemoved') {
        return;
      }
      const before = lost;
      // As long as one of them has no answer: another's shall not have all be asked for, again and again.
      lost = queries.findAll({ type: 'active' }).some(({ state }) => unanswered(state.error));
      if (lost !== before) {
        setAnswers(lost ? 'lost' : answered ? 'back' : 'fine');
      }
      if (before && !lost && answered) {
        void client.invalidateQueries();
      }
    });
  }, [client]);

  useEffect(() => {
    if (answers === 'lost') {
      const failed = () =>
        client.refetchQueries({
          type: 'active',
          predicate: ({ state }) => state.status === 'error',
        });
      const timer = setInterval(() => void failed(), RETRY);
      return () => clearInterval(timer);
    }
    if (answers === 'back') {
      const timer = setTimeout(() => setAnswers('fine'), SAID_FOR);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [answers, client]);

  useEffect(() => {
    // What was there before the browser lost its connection is asked for anew by itself.
    if (!online) {
      setAnswers('fine');
      return () => setAnswers('back');
    }
    return undefined;
  }, [online]);

  return online ? answers : 'offline';
}
