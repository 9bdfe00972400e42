import { ActionIcon, Avatar, Badge, Box, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import type { Conversation } from '../../api/types';
import { Icon } from '../../components/Icon';
import { LoadFailed } from '../../components/LoadFailed';
import { Phone } from '../../components/Phone';
import type { Key } from '../../i18n/en';
import { isKey } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';
import { chatLink } from '../leads/chat-link';
import { waitingQuery } from './api/home';
import { Panel, PanelWaiting, Quiet } from './Panel';
import { span } from './period';
import { useNow } from '../../components/useNow';

/** As many as one looks at; the others are in the conversations. */
const SHOWN = 5;
const ALL = '/conversations?filter=needs_person';

/** Who waits for a person now, the longest wait first. */
export function Waiting({ tenant }: { tenant: number }) {
  const { t, number } = useSpeech();
  const now = useNow();
  const list = useQuery({ ...waitingQuery(tenant), refetchInterval: 30_000 });
  const count = list.data?.waiting.length ?? 0;
  return (
    <Panel
      title={t('home.waiting')}
      count={count > 0 ? `${number(count)}${list.data?.isAll ? '' : '+'}` : undefined}
      to={count > 0 ? ALL : '/conversations'}
      all={t('home.allConversations')}
    >
      {list.isPending && <PanelWaiting />}
      {list.error && (
        <Box p="md">
          <LoadFailed query={list} />
        </Box>
      )}
      {list.data && count === 0 && (
        <Quiet icon="check" title={t('home.nobodyWaits')} hint={t('home.nobodyWaitsHint')} />
      )}
      {list.data && count > 0 && (
        <ul className="home-list">
          {list.data.waiting.slice(0, SHOWN).map((conversation) => (
            <Row key={conversation.id} conversation={conversation} now={now} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** From when on a wait is long. */
const LONG = 15 * 60;

function Row({ conversation, now }: { conversation: Conversation; now: number }) {
  const { t, language, dateTime } = useSpeech();
  const { id, contact, needs_person_since, last_message } = conversation;
  const waited = needs_person_since ? (now - Date.parse(needs_person_since)) / 1_000 : 0;
  const name = contact.name ?? (contact.phone ? `+${contact.phone}` : t('conversations.unnamed'));
  const link = {
    component: Link,
    to: chatLink(id),
    flex: 'none',
    className: 'home-row-link',
    'aria-label': t('home.openChatOf', { name }),
  };
  return (
    <li className="home-row">
      <Avatar name={contact.name ?? ''} color="teal" radius="xl" aria-hidden>
        {contact.name ? undefined : <Icon shape="person" />}
      </Avatar>
      <div className="home-row-words">
        <Text fw={500} truncate dir="auto" className="at-start">
          {contact.name ?? (contact.phone ? <Phone digits={contact.phone} /> : name)}
        </Text>
        <Text size="sm" c="dimmed" truncate dir="auto" className="at-start">
          {preview(last_message, t)}
        </Text>
      </div>
      {needs_person_since && (
        <Badge
          component="time"
          dateTime={needs_person_since}
          title={dateTime(needs_person_since)}
          color={waited > LONG ? 'red' : 'orange'}
          variant="light"
          tt="none"
          flex="none"
        >
          {span(waited, language)}
        </Badge>
      )}
      <Button {...link} variant="default" size="xs" visibleFrom="sm">
        {t('leads.chat')}
      </Button>
      <ActionIcon {...link} variant="subtle" color="gray" hiddenFrom="sm">
        <Icon shape="forward" />
      </ActionIcon>
    </li>
  );
}

function preview(last: Conversation['last_message'] | undefined, t: (key: Key) => string) {
  if (last?.body) {
    return last.body;
  }
  const key = `chat.media.${last?.media_kind}`;
  return last?.media_kind ? t(isKey(key) ? key : 'chat.media.file') : '…';
}
