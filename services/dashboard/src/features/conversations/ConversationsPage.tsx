import './conversations.css';
import './list.css';
import './messages.css';

import { Alert, Center, Stack, Text } from '@mantine/core';
import { startTransition, useEffect, useState } from 'react';
import { Navigate, useParams } from 'react-router';

import type { FirstData } from '../../app/pages';
import { Icon } from '../../components/Icon';
import { NotFoundPage } from '../../components/NotFoundPage';
import { PageTitle } from '../../components/PageTitle';
import { useWide } from '../../components/useWide';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { Erased } from '../privacy/Erased';
import { conversationQuery } from './api/conversation';
import { conversationsQuery } from './api/conversations';
import { messagesQuery } from './api/messages';
import { Chat } from './Chat';
import { ConversationList } from './ConversationList';
import { useLiveConversations } from './useLiveConversations';

/** Who writes to the tenant of who is signed in, and what: the list, and beside it the chat that is open. */
export function ConversationsPage() {
  const { conversationId } = useParams();
  const user = useUser();
  if (user.tenant_id === null) {
    return <Navigate to="/tenants" replace />;
  }
  if (conversationId !== undefined && !/^[1-9]\d{0,15}$/.test(conversationId)) {
    return <NotFoundPage />;
  }
  return (
    <Inbox
      tenant={user.tenant_id}
      open={conversationId === undefined ? null : Number(conversationId)}
    />
  );
}

/** On a phone the list comes after the chat. */
ConversationsPage.firstData = ((client, tenant, id) =>
  id === undefined
    ? [client.prefetchInfiniteQuery(conversationsQuery(tenant, { search: '', filter: 'all' }))]
    : [
        client.prefetchQuery(conversationQuery(tenant, Number(id))),
        client.prefetchInfiniteQuery(messagesQuery(tenant, Number(id))),
      ]) satisfies FirstData;

function Inbox({ tenant, open }: { tenant: number; open: number | null }) {
  const { t } = useSpeech();
  const stream = useLiveConversations(tenant, open);
  const isWide = useWide(62);
  const isSettled = useSettled();
  // On a phone the list is below the chat: it is there for who goes back, and not before the chat is.
  const hasList = isWide || isSettled || open === null;
  return (
    <>
      <div role="status">
        {stream === 'off' && (
          <Alert color="orange" p="xs" role="presentation" className="inbox-off">
            <Text size="xs">{t('conversations.off')}</Text>
          </Alert>
        )}
      </div>
      <Erased />
      <div className="inbox" data-open={open === null ? undefined : true}>
        <div className="inbox-side">
          <div className="inbox-title">
            <PageTitle text={t('conversations.title')} />
          </div>
          {hasList && <ConversationList tenant={tenant} open={open} />}
        </div>
        <section className="inbox-main" aria-label={t('chat.messages')}>
          {open === null ? (
            <Center h="100%" p="md">
              <Stack align="center" gap={4} c="dimmed">
                <Icon shape="chat" size={36} />
                <Text fw={600} c="var(--mantine-color-text)">
                  {t('conversations.pick')}
                </Text>
                <Text size="sm">{t('conversations.pickHint')}</Text>
                <Text size="xs" maw={340} ta="center" mt="xs">
                  {t('conversations.keys')}
                </Text>
              </Stack>
            </Center>
          ) : (
            // One conversation's draft and place are not the next one's.
            <Chat key={open} tenant={tenant} id={open} />
          )}
        </section>
      </div>
    </>
  );
}

/** As long as a chat takes to come. */
const SETTLED_MS = 2_500;

/** Whether the page has been there for a while. */
function useSettled(): boolean {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setSettled(true)), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSettled;
}
