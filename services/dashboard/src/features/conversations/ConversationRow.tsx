import { Avatar } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'react-router';

import { Icon } from '../../components/Icon';
import type { Key } from '../../i18n/en';
import { useSpeech } from '../../i18n/LanguageProvider';
import { ContactName } from './ContactName';
import type { Conversation } from '../../api/types';
import { useDraft } from './drafts';
import { Preview } from './Preview';
import { useMoment } from './useMoment';

interface Props {
  tenant: number;
  conversation: Conversation;
  to: string;
  open: boolean;
}

/** A conversation in the list. */
export const ConversationRow = memo(function ConversationRow(props: Props) {
  const { tenant, conversation, to, open } = props;
  const { t, number } = useSpeech();
  const { short } = useMoment();
  const { id, contact, last_message, last_message_at } = conversation;
  const unread = open ? 0 : conversation.unread;
  const draft = useDraft(tenant, id);
  const at = last_message?.sent_at ?? last_message_at;
  return (
    <Link
      to={to}
      className="inbox-row"
      data-conversation={id}
      data-unread={unread > 0 || undefined}
      aria-current={open ? 'page' : undefined}
    >
      <Avatar
        name={contact.name ?? ''}
        color={contact.name ? 'teal' : 'gray'}
        radius="xl"
        size={42}
        aria-hidden
      >
        {contact.name ? undefined : <Icon shape="person" />}
      </Avatar>
      <div className="inbox-row-words">
        <div className="inbox-line">
          <span className="inbox-name" dir="auto">
            {/* Its own direction decides where a name that is too long is cut. */}
            {contact.name ?? <ContactName contact={contact} />}
          </span>
          <time dateTime={at} className="inbox-time">
            {short(at)}
          </time>
        </div>
        <div className="inbox-line">
          <span className="inbox-preview" dir="auto">
            {draft && !open ? (
              <>
                <b className="inbox-draft">{t('conversations.draft')}</b> {draft.slice(0, 100)}
              </>
            ) : (
              <Preview conversation={conversation} />
            )}
          </span>
          <span className="inbox-marks">
            <Mark conversation={conversation} />
            {unread > 0 && (
              <span
                className="inbox-unread"
                role="img"
                aria-label={t('conversations.new', { count: number(unread) })}
              >
                {unread > 99 ? `${number(99)}+` : number(unread)}
              </span>
            )}
          </span>
        </div>
      </div>
    </Link>
  );
});

const SHOWN: Partial<Record<Conversation['bot'], Key>> = {
  paused: 'chat.bot.paused',
  shielded: 'chat.bot.shielded',
  opted_out: 'chat.bot.opted_out',
  agent: 'chat.bot.agent',
};

/** The one thing that is most worth knowing: that somebody waits, or who answers if it is not the bot. */
function Mark({ conversation }: { conversation: Conversation }) {
  const { t } = useSpeech();
  const { short } = useMoment();
  const { bot, needs_person_since, failure } = conversation;
  if (needs_person_since) {
    return (
      <span
        className="inbox-mark"
        data-kind="waits"
        title={t('chat.waiting', { time: short(needs_person_since) })}
      >
        <Icon shape="clock" size={13} />
        {t('conversations.waits')}
      </span>
    );
  }
  if (failure) {
    return (
      <span className="inbox-mark" data-kind="failure" role="img" aria-label={t('chat.failure')}>
        <Icon shape="alert" size={15} />
      </span>
    );
  }
  const shown = SHOWN[bot];
  return shown ? (
    <span className="inbox-mark" data-kind={bot}>
      {t(shown)}
    </span>
  ) : null;
}
