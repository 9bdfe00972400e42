import { Center, Loader, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';

import { ApiError } from '../../api/client';
import { ErrorNotice } from '../../components/ErrorNotice';
import { LoadFailed } from '../../components/LoadFailed';
import { useSpeech } from '../../i18n/LanguageProvider';
import { conversationQuery } from './api/conversation';
import { messagesQuery } from './api/messages';
import { ChatHead } from './ChatHead';
import { Composer } from './Composer';
import type { Reply } from '../../api/types';
import { Messages, type Scroller } from './Messages';
import { ThinkingPanel } from './ThinkingPanel';
import { messagesOf, outboxPace, timeline } from './timeline';
import { useCancel } from './useCancel';
import { useSeen } from './useSeen';
import { useUnreadMark } from './useUnreadMark';
import { useWritings } from './useWritings';

/** A conversation as on WhatsApp, and what the bot is thinking beside it. */
export function Chat({ tenant, id }: { tenant: number; id: number }) {
  const { t } = useSpeech();
  const [thinks, { toggle, close }] = useDisclosure();
  const [isAtEnd, setAtEnd] = useState(false);
  const scroller = useRef<Scroller>(null);
  const one = useQuery({
    ...conversationQuery(tenant, id),
    refetchInterval: ({ state }) => outboxPace(state.data?.outbox ?? [], Date.now()),
  });
  const messages = useInfiniteQuery(messagesQuery(tenant, id));
  const { writings, write, again, discard } = useWritings(tenant, id);
  const cancel = useCancel(tenant, id);
  useTidyLeave(tenant, id);

  const parts = messages.data?.pages;
  const outbox = one.data?.outbox;
  const said = useMemo(() => messagesOf(parts ?? []), [parts]);
  const items = useMemo(() => timeline(said, outbox ?? [], writings), [said, outbox, writings]);
  const unread = one.data?.unread ?? 0;
  const newest = items.findLast(({ kind }) => kind === 'message');
  useSeen(tenant, id, {
    unread,
    newest: isAtEnd && newest?.kind === 'message' ? newest.message.id : null,
  });
  const mark = useUnreadMark(one.data?.unread, items, messages);

  const { mutate: cancelOne } = cancel;
  const deeds = useMemo(
    () => ({
      onAgain: again,
      onDiscard: discard,
      onRepeat: ({ body }: Reply) => write(body),
      onCancel: ({ id: reply }: Reply) => cancelOne(reply),
    }),
    // They do the same each time; the bubbles are not to be drawn anew for it.
    [tenant, id, cancelOne],
  );
  const onWrite = useCallback(
    (text: string) => {
      scroller.current?.toNewest();
      write(text);
    },
    [write],
  );

  // Drawn in pieces, when it is there.
  const isThere = useDeferredValue(!one.isPending);
  if (one.isPending || !isThere) {
    return (
      <Center h="100%" mih={200}>
        <Loader aria-label={t('common.loading')} />
      </Center>
    );
  }
  // A colleague may have erased them meanwhile: what was read is not to be looked at any more.
  const isGone = one.error instanceof ApiError && one.error.status === 404;
  if (!one.data || isGone) {
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
        <ChatHead tenant={tenant} conversation={conversation} thinks={thinks} onThinks={toggle} />
        {cancel.error && <ErrorNotice error={cancel.error} title={t('error.title')} />}
        <Messages
          tenant={tenant}
          id={id}
          items={items}
          unread={mark}
          scroller={scroller}
          deeds={deeds}
          onAtEnd={setAtEnd}
        />
        <Composer tenant={tenant} conversation={conversation} onWrite={onWrite} />
      </div>
      <ThinkingPanel
        tenant={tenant}
        conversation={conversation}
        said={said}
        cancel={cancel}
        opened={thinks}
        onClose={close}
      />
    </div>
  );
}

/** Who comes back finds the newest messages, and not thousands that were read on the way. */
function useTidyLeave(tenant: number, id: number) {
  const client = useQueryClient();
  useEffect(() => {
    const { queryKey } = messagesQuery(tenant, id);
    return () => {
      const left = client.getQueryData(queryKey);
      const [first] = left?.pages ?? [];
      if (left && first?.live && left.pageParams[0] === null) {
        client.setQueryData(queryKey, { pages: [first], pageParams: [null] });
      } else if (left) {
        client.removeQueries({ queryKey });
      }
    };
  }, [client, tenant, id]);
}
