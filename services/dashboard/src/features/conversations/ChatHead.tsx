import { ActionIcon, Button, Group, Menu, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation } from 'react-router';

import type { Conversation } from '../../api/types';
import { Ask } from '../../components/Ask';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Icon } from '../../components/Icon';
import { Phone } from '../../components/Phone';
import { useSpeech } from '../../i18n/LanguageProvider';
import { ContactName } from './ContactName';
import { useChange } from './useChange';
import { useMoment } from './useMoment';

const USUAL = 12 * 60;
const TIMES = [
  ['chat.hour', 60],
  ['chat.halfDay', USUAL],
  ['chat.day', 24 * 60],
  ['chat.week', 7 * 24 * 60],
] as const;

interface Props {
  tenant: number;
  conversation: Conversation;
  /** Whether what is known of the customer is shown where there is no room for it always. */
  knows: boolean;
  onKnows: () => void;
}

/** With whom a conversation is held, who answers in it, and how to change that. */
export function ChatHead({ tenant, conversation, knows, onKnows }: Props) {
  const { t } = useSpeech();
  const { whole } = useMoment();
  const { search } = useLocation();
  const [asking, setAsking] = useState(false);
  const change = useChange(tenant, conversation.id);
  const { bot, contact, paused_until } = conversation;
  const close = () => {
    change.reset();
    setAsking(false);
  };
  return (
    <header className="chat-head">
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Group gap="xs" wrap="nowrap" miw={0}>
          <ActionIcon
            component={Link}
            to={`/conversations${withoutMessage(search)}`}
            variant="subtle"
            color="gray"
            hiddenFrom="md"
            aria-label={t('conversations.back')}
          >
            <Icon shape="back" />
          </ActionIcon>
          <div style={{ minWidth: 0 }}>
            <Title order={2} size="h4" lineClamp={1}>
              <ContactName contact={contact} />
            </Title>
            {contact.name && contact.phone && (
              <Text size="xs" c="dimmed">
                <Phone digits={contact.phone} />
              </Text>
            )}
          </div>
        </Group>
        <Group gap={4} wrap="nowrap" flex="none">
          {bot === 'answering' && (
            <Button size="xs" onClick={() => change.mutate({ deed: 'takeover', minutes: USUAL })}>
              {t('chat.takeOver')}
            </Button>
          )}
          {(bot === 'paused' || bot === 'shielded') && (
            <Button size="xs" variant="default" onClick={() => change.mutate({ deed: 'resume' })}>
              {t(bot === 'paused' ? 'chat.giveBack' : 'chat.letBot')}
            </Button>
          )}
          {bot === 'opted_out' && (
            <Button size="xs" variant="default" onClick={() => change.mutate({ deed: 'opt-in' })}>
              {t('chat.optIn')}
            </Button>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            hiddenFrom="lg"
            aria-label={t('chat.leadShow')}
            aria-expanded={knows}
            onClick={onKnows}
          >
            <Icon shape="info" />
          </ActionIcon>
          {bot !== 'agent' && (
            <Menu position="bottom-end" width={220}>
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={t('common.actions')}>
                  <Icon shape="dots" />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                {bot !== 'opted_out' && (
                  <>
                    <Menu.Label>{t('chat.takeOverFor')}</Menu.Label>
                    {TIMES.map(([label, minutes]) => (
                      <Menu.Item
                        key={label}
                        onClick={() => change.mutate({ deed: 'takeover', minutes })}
                      >
                        {t(label)}
                      </Menu.Item>
                    ))}
                    <Menu.Divider />
                  </>
                )}
                {contact.opted_out ? (
                  <Menu.Item onClick={() => change.mutate({ deed: 'opt-in' })}>
                    {t('chat.optIn')}
                  </Menu.Item>
                ) : (
                  <Menu.Item color="red" onClick={() => setAsking(true)}>
                    {t('chat.optOut')}
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      </Group>
      <Text size="xs" c="dimmed" role="status" mt={4}>
        {t(`chat.state.${bot}`, { time: paused_until ? whole(paused_until) : '…' })}
        {conversation.failure && ` ${t('chat.failure')}`}
      </Text>
      {change.error && !asking && <ErrorNotice error={change.error} title={t('error.title')} />}
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
    </header>
  );
}

/** The list goes on as it was narrowed; a message belongs to one chat. */
function withoutMessage(search: string): string {
  const kept = new URLSearchParams(search);
  kept.delete('message');
  return kept.size > 0 ? `?${kept}` : '';
}
