import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';

import { followEvents } from '../../api/events';
import { JUST_READ } from '../../api/just-read';
import { showLead } from '../leads/cached-leads';
import { botStateQuery } from './api/bot-state';
import { conversationQuery } from './api/conversation';
import {
  conversationLists,
  conversationsQuery,
  readConversations,
  type Narrowed,
} from './api/conversations';
import { messagesQuery, readPart } from './api/messages';
import { showConversation, withFirstPage } from './cached-conversations';
import { withMessage, withNewest } from './cached-messages';
import type { Conversation, ConversationMessage, Lead } from '../../api/types';

/** Waits for pages that are on their way: they would come without what is folded in meanwhile. */
async function settled(client: QueryClient, queryKey: QueryKey) {
  const query = client.getQueryCache().find({ queryKey });
  if (query?.state.fetchStatus === 'fetching') {
    await query.promise?.catch(() => {});
  }
}

/** Folds what the newest pages say now into what is shown. What fails is looked for again soon. */
export function useRefresh(tenant: number) {
  const client = useQueryClient();

  const list = useCallback(async () => {
    const queryKey = conversationLists(tenant);
    const shown = client.getQueryCache().findAll({ queryKey, type: 'active' });
    const read = shown.map(async ({ queryKey: key, state }) => {
      if (state.data) {
        const wanted = key.at(-1) as Narrowed;
        const fresh = await readConversations(tenant, wanted, null);
        await settled(client, key);
        client.setQueryData(
          conversationsQuery(tenant, wanted).queryKey,
          (old) => old && withFirstPage(old, fresh),
        );
      }
    });
    await Promise.allSettled(read);
  }, [client, tenant]);

  const chat = useCallback(
    async (id: number) => {
      // What was never read is being read, or is not looked at.
      for (const { queryKey } of [conversationQuery(tenant, id), botStateQuery(tenant, id)]) {
        if (client.getQueryData<unknown>(queryKey)) {
          void client.invalidateQueries({ queryKey });
        }
      }
      const { queryKey } = messagesQuery(tenant, id);
      if (client.getQueryData(queryKey)) {
        const fresh = await readPart(tenant, id, null).catch(() => null);
        await settled(client, queryKey);
        client.setQueryData(queryKey, (old) => (old && fresh ? withNewest(old, fresh) : old));
      }
    },
    [client, tenant],
  );

  return { list, chat };
}

/** How often it is looked for what no event tells: with a stream of events, and without. */
const PERIOD = { open: 60_000, opening: 60_000, off: 5_000 };
/** Events come in crowds when an outage ends. */
const CROWD = 300;
const isJustRead = (client: QueryClient, tenant: number) =>
  client
    .getQueryCache()
    .findAll({ queryKey: ['conversations', tenant], type: 'active' })
    .every(({ state }) => !state.data || Date.now() - state.dataUpdatedAt < JUST_READ);

/** Keeps the list of conversations and the one that is open true, by the tenant's events. */
export function useLiveConversations(tenant: number, open: number | null) {
  const client = useQueryClient();
  const { list, chat } = useRefresh(tenant);
  const [stream, setStream] = useState<'opening' | 'open' | 'off'>('opening');
  // The stream goes on while one chat is left for another.
  const looked = useRef(open);
  useEffect(() => {
    looked.current = open;
  }, [open]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const touched = new Set<number>();
    const soon = (id: number) => {
      touched.add(id);
      timer ??= setTimeout(() => {
        timer = undefined;
        touched.forEach((one) => void chat(one));
        touched.clear();
      }, CROWD);
    };
    const stop = followEvents(tenant, {
      onState: setStream,
      events: {
        message: (data) => {
          const message = data as ConversationMessage;
          const { queryKey } = messagesQuery(tenant, message.conversation_id);
          const old = client.getQueryData(queryKey);
          const now = old && withMessage(old, message);
          if (now) {
            client.setQueryData(queryKey, now);
          } else if (old) {
            soon(message.conversation_id);
          }
        },
        conversation: (data) => {
          const now = data as Conversation;
          showConversation(client, tenant, now, looked.current);
          // What is about to be said may be another thing now.
          if (now.id === looked.current) {
            soon(now.id);
          }
        },
        lead: (data) => showLead(client, tenant, data as Lead),
        // We were away for longer than the service remembers.
        reset: () => {
          void list();
          void client.invalidateQueries({ queryKey: ['leads', tenant] });
          if (looked.current !== null) {
            void chat(looked.current);
          }
        },
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client, tenant, list, chat]);

  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') {
        void list();
        if (open !== null) {
          void chat(open);
        }
      }
    };
    // What is shown may be of an earlier visit, or of before the stream was there.
    if (stream !== 'opening' || !isJustRead(client, tenant)) {
      look();
    }
    const timer = setInterval(look, PERIOD[stream]);
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', look);
    };
  }, [client, tenant, list, chat, open, stream]);

  return stream;
}
