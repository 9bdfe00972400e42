import { ActionIcon, Avatar, Group, Text, Title } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';

import { ErrorNotice } from '../../components/ErrorNotice';
import { Icon } from '../../components/Icon';
import { LateMenu } from '../../components/LateMenu';
import { Phone } from '../../components/Phone';
import { useWasTrue } from '../../components/useWasTrue';
import { useSpeech } from '../../i18n/LanguageProvider';
import { toErased } from '../privacy/Erased';
import { PersonDialogs } from '../privacy/PersonDialogs';
import { PersonItems, type PersonDeed } from '../privacy/PersonItems';
import { ContactName, contactName } from './ContactName';
import type { Conversation } from '../../api/types';
import { setDraft } from './drafts';
import { isForGood, WhoAnswers } from './WhoAnswers';
import { useChange } from './useChange';
import { useMoment } from './useMoment';

const Ask = lazy(async () => ({ default: (await import('../../components/Ask')).Ask }));

interface Props {
  tenant: number;
  conversation: Conversation;
  /** Whether the bot's thoughts are shown where there is no room for them always. */
  thinks: boolean;
  onThinks: () => void;
}

/** With whom a conversation is held, who answers in it, and how to change that. */
export function ChatHead({ tenant, conversation, thinks, onThinks }: Props) {
  const { t } = useSpeech();
  const { whole } = useMoment();
  const { search } = useLocation();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const wasAsked = useWasTrue(asking);
  const [deed, setDeed] = useState<PersonDeed | null>(null);
  const change = useChange(tenant, conversation.id);
  const { bot, contact, paused_until, failure } = conversation;
  const close = () => {
    change.reset();
    setAsking(false);
  };
  const state =
    bot === 'paused' && isForGood(paused_until)
      ? t('chat.state.pausedForGood')
      : t(`chat.state.${bot}`, { time: paused_until ? whole(paused_until) : '…' });
  return (
    <header className="chat-head">
      <div className="chat-who">
        <ActionIcon
          component={Link}
          to={`/conversations${withoutMessage(search)}`}
          variant="subtle"
          color="gray"
          size="lg"
          hiddenFrom="md"
          aria-label={t('conversations.back')}
        >
          <Icon shape="back" />
        </ActionIcon>
        <Avatar
          name={contact.name ?? ''}
          color={contact.name ? 'teal' : 'gray'}
          radius="xl"
          visibleFrom="sm"
          aria-hidden
        >
          {contact.name ? undefined : <Icon shape="person" />}
        </Avatar>
        <div className="chat-who-name">
          <Title order={2} size="h5" lineClamp={1}>
            <ContactName contact={contact} />
          </Title>
          {contact.name && contact.phone && (
            <Text size="xs" c="dimmed" truncate>
              <Phone digits={contact.phone} />
            </Text>
          )}
        </div>
        <Group gap={4} wrap="nowrap" flex="none">
          <ActionIcon
            className="chat-thinks"
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('thinking.show')}
            aria-expanded={thinks}
            onClick={onThinks}
          >
            <Icon shape="robot" />
          </ActionIcon>
          {bot !== 'agent' && (
            <LateMenu
              position="bottom-end"
              width={250}
              button={
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="lg"
                  aria-label={t('common.actions')}
                >
                  <Icon shape="dots" />
                </ActionIcon>
              }
            >
              {(Menu) => (
                <>
                  {conversation.lead_id !== null && (
                    <Menu.Item
                      component={Link}
                      to={`/leads/${conversation.lead_id}`}
                      leftSection={<Icon shape="target" size={18} />}
                    >
                      {t('chat.openLead')}
                    </Menu.Item>
                  )}
                  {contact.opted_out ? (
                    <Menu.Item
                      leftSection={<Icon shape="check" size={18} />}
                      onClick={() => change.mutate({ deed: 'opt-in' })}
                    >
                      {t('chat.optIn')}
                    </Menu.Item>
                  ) : (
                    <Menu.Item
                      color="red"
                      leftSection={<Icon shape="ban" size={18} />}
                      onClick={() => setAsking(true)}
                    >
                      {t('chat.optOut')}
                    </Menu.Item>
                  )}
                  <PersonItems menu={Menu} onDeed={setDeed} />
                </>
              )}
            </LateMenu>
          )}
        </Group>
      </div>
      <div className="chat-state" data-bot={bot}>
        <span role="status">
          {state}
          {failure && ` ${t('chat.failure')}`}
        </span>
        <WhoAnswers conversation={conversation} change={change.mutate} />
      </div>
      {change.error && !asking && <ErrorNotice error={change.error} title={t('error.title')} />}
      {wasAsked && (
        <Suspense>
          <Ask
            opened={asking}
            title={t('chat.optOutTitle')}
            text={t('chat.optOutText')}
            confirm={t('chat.optOut')}
            pending={change.isPending}
            error={change.error}
            onConfirm={() => change.mutate({ deed: 'opt-out' }, { onSuccess: close })}
            onClose={close}
          />
        </Suspense>
      )}
      <PersonDialogs
        tenant={tenant}
        person={{
          name: contactName(contact, t),
          phone: contact.phone,
          conversation: conversation.id,
          lead: null,
        }}
        deed={deed}
        onDeed={setDeed}
        onErased={() => {
          setDraft(tenant, conversation.id, '');
          void toErased(navigate, `/conversations${withoutMessage(search)}`);
        }}
      />
    </header>
  );
}

/** The list has no message that is looked for. */
function withoutMessage(search: string): string {
  const params = new URLSearchParams(search);
  params.delete('message');
  return params.size > 0 ? `?${params}` : '';
}
