import {
  useQueryClient,
  type InfiniteData,
  type QueryClient,
  type QueryKey,
} from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';

import { followEvents } from '../../api/events';
import type { ConversationMessage, ConversationPage, MessagePage } from '../../api/types';
import { conversationQuery } from './api/conversation';
import { conversationLists, readConversations, withFirstPage } from './api/conversations';
import { messagesQuery, readMessages, withNewest } from './api/messages';
import { newsQuery, withNews } from './news';

type Read<Page> = InfiniteData<Page, string | null>;

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
        const fresh = await readConversations(tenant, String(key.at(-1) ?? ''), null);
        await settled(client, key);
        client.setQueryData<Read<ConversationPage>>(key, (old) => old && withFirstPage(old, fresh));
      }
    });
    await Promise.allSettled(read);
  }, [client, tenant]);

  const chat = useCallback(
    async (id: number) => {
      const one = conversationQuery(tenant, id).queryKey;
      // What was never read is being read, or is not looked at.
      if (client.getQueryData(one)) {
        void client.invalidateQueries({ queryKey: one });
      }
      const { queryKey } = messagesQuery(tenant, id);
      if (client.getQueryData(queryKey)) {
        const fresh = await readMessages(tenant, id, null).catch(() => null);
        await settled(client, queryKey);
        client.setQueryData<Read<MessagePage>>(queryKey, (old) =>
          old && fresh ? withNewest(old, fresh) : old,
        );
      }
    },
    [client, tenant],
  );

  return { list, chat };
}

/** How often it is looked for what no event tells: with a stream of events, and without. */
const PERIOD = { open: 30_000, opening: 30_000, off: 5_000 };
/** Events come in crowds when an outage ends. */
const CROWD = 300;

/** Keeps the list of conversations and the one that is open true, by the tenant's events. */
export function useLiveConversations(tenant: number, open: number | null) {
  const client = useQueryClient();
  const { list, chat } = useRefresh(tenant);
  const [stream, setStream] = useState<'opening' | 'open' | 'off'>('opening');

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const touched = new Set<number>();
    const soon = (id?: number) => {
      if (id !== undefined) {
        touched.add(id);
      }
      timer ??= setTimeout(() => {
        timer = undefined;
        void list();
        touched.forEach((one) => void chat(one));
        touched.clear();
      }, CROWD);
    };
    const stop = followEvents(tenant, {
      onState: setStream,
      events: {
        message: (data) => {
          const message = data as ConversationMessage;
          client.setQueryData(newsQuery(tenant).queryKey, (old) => withNews(old ?? {}, message));
          void client.invalidateQueries({
            queryKey: ['conversations', tenant, 'lead', message.conversation_id],
          });
          soon(message.conversation_id);
        },
        // We were away for longer than the service remembers.
        reset: () => void client.resetQueries({ queryKey: ['conversations', tenant] }),
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
    // What is shown may be of an earlier visit, or of before the stream was there again.
    look();
    const timer = setInterval(look, PERIOD[stream]);
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', look);
    };
  }, [list, chat, open, stream]);

  return stream;
}
