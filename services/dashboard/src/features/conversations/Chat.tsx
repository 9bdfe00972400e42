import { Center, Loader, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';

import { LoadFailed } from '../../components/Listing';
import { useSpeech } from '../../i18n/LanguageProvider';
import { conversationQuery } from './api/conversation';
import { messagesQuery } from './api/messages';
import { ChatHead } from './ChatHead';
import { Composer } from './Composer';
import { LeadPanel } from './LeadPanel';
import { Messages, type Scroller } from './Messages';
import { newsQuery, read } from './news';
import { isUnsettled, outboxPace, timeline } from './timeline';
import { useRefresh } from './useLiveConversations';
import { useWritings } from './useWritings';

/** How often it is looked for ticks, and for files that are being fetched. */
const UNSETTLED = 5_000;

/** A conversation as on WhatsApp, and what is known of who it is held with. */
export function Chat({ tenant, id }: { tenant: number; id: number }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [knows, { toggle, close }] = useDisclosure();
  const scroller = useRef<Scroller>(null);
  const one = useQuery({
    ...conversationQuery(tenant, id),
    refetchInterval: ({ state }) => outboxPace(state.data?.outbox ?? [], Date.now()),
  });
  const messages = useInfiniteQuery(messagesQuery(tenant, id));
  const { writings, write, again, discard } = useWritings(tenant, id);
  const { data: news } = useQuery(newsQuery(tenant));

  const unread = news[id]?.unread ?? 0;
  useEffect(() => {
    if (unread > 0) {
      client.setQueryData(newsQuery(tenant).queryKey, (old) => old && read(old, id));
    }
  }, [client, tenant, id, unread]);

  const pages = messages.data?.pages;
  const { chat: refresh } = useRefresh(tenant);
  useEffect(() => {
    const newest = pages?.[0]?.messages ?? [];
    if (isUnsettled(newest, Date.now())) {
      const timer = setInterval(() => void refresh(id), UNSETTLED);
      return () => clearInterval(timer);
    }
    return undefined;
  }, [pages, refresh, id]);
  const outbox = one.data?.outbox;
  const items = useMemo(
    () => timeline(pages?.flatMap((page) => page.messages) ?? [], outbox ?? [], writings),
    [pages, outbox, writings],
  );

  if (one.isPending) {
    return (
      <Center h="100%" mih={200}>
        <Loader aria-label={t('common.loading')} />
      </Center>
    );
  }
  if (!one.data) {
    return (
      <Stack p="md">
        <LoadFailed query={one} />
      </Stack>
    );
  }
  const conversation = one.data;
  return (
    <div className="chat">
      <div className="chat-talk">
        <ChatHead tenant={tenant} conversation={conversation} knows={knows} onKnows={toggle} />
        <Messages
          tenant={tenant}
          items={items}
          query={messages}
          scroller={scroller}
          onAgain={again}
          onDiscard={discard}
        />
        <Composer
          conversation={conversation}
          onWrite={(text) => {
            scroller.current?.toNewest();
            write(text);
          }}
        />
      </div>
      <LeadPanel tenant={tenant} conversation={conversation} opened={knows} onClose={close} />
    </div>
  );
}
