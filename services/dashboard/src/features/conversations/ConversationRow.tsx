import { Avatar, Badge, Group, Text } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'react-router';

import type { Conversation, ConversationMessage } from '../../api/types';
import { Icon } from '../../components/Icon';
import { Phone } from '../../components/Phone';
import { useSpeech } from '../../i18n/LanguageProvider';
import { BotBadge } from './BotBadge';
import { ContactName } from './ContactName';
import { mediaName } from './media-name';
import { useMoment } from './useMoment';

interface Props {
  conversation: Conversation;
  to: string;
  open: boolean;
  /** What came or went last, as far as it was seen happening. */
  latest: ConversationMessage | undefined;
  unread: number;
}

/** A conversation in the list. */
export const ConversationRow = memo(function ConversationRow(props: Props) {
  const { conversation, to, open, latest, unread } = props;
  const { t, number } = useSpeech();
  const { short } = useMoment();
  const { contact, bot, waiting_since, failure } = conversation;
  return (
    <Link to={to} className="inbox-row" aria-current={open ? 'page' : undefined}>
      <Avatar
        name={contact.name ?? ''}
        color={contact.name ? 'teal' : 'gray'}
        radius="xl"
        aria-hidden
      >
        {contact.name ? undefined : <Icon shape="person" />}
      </Avatar>
      <div className="inbox-row-words">
        <Group gap="xs" justify="space-between" wrap="nowrap">
          <Text fw={unread > 0 ? 700 : 500} truncate dir="auto" className="inbox-name">
            {/* Its own direction decides where a name that is too long is cut. */}
            {contact.name ?? <ContactName contact={contact} />}
          </Text>
          <Text
            size="xs"
            c="dimmed"
            component="time"
            dateTime={conversation.last_message_at}
            flex="none"
          >
            {short(conversation.last_message_at)}
          </Text>
        </Group>
        <Group gap="xs" justify="space-between" wrap="nowrap" mih={22}>
          <Text size="sm" c="dimmed" truncate dir="auto" className="inbox-name">
            {latest ? (
              <Preview message={latest} />
            ) : (
              contact.name && contact.phone && <Phone digits={contact.phone} />
            )}
          </Text>
          <Group gap={6} wrap="nowrap" flex="none">
            {waiting_since && (
              <span
                role="img"
                className="inbox-waiting"
                title={t('chat.waiting', { time: short(waiting_since) })}
                aria-label={t('chat.waiting', { time: short(waiting_since) })}
              >
                <Icon shape="clock" size={16} />
              </span>
            )}
            {failure && (
              <span
                role="img"
                className="inbox-failure"
                title={t('chat.failure')}
                aria-label={t('chat.failure')}
              >
                <Icon shape="alert" size={16} />
              </span>
            )}
            <BotBadge bot={bot} />
            {unread > 0 && (
              <Badge
                size="sm"
                circle={unread < 10}
                aria-label={t('conversations.new', { count: number(unread) })}
                role="img"
              >
                {number(unread)}
              </Badge>
            )}
          </Group>
        </Group>
      </div>
    </Link>
  );
});

function Preview({ message }: { message: ConversationMessage }) {
  const { t } = useSpeech();
  if (message.body) {
    return message.body;
  }
  if (message.media) {
    return t(mediaName(message.media.kind));
  }
  return message.kind === 'location' || message.kind === 'contact'
    ? t(`chat.kind.${message.kind}`)
    : '…';
}
