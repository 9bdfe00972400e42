import './slots.css';

import { Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';

import type { ConversationMessage, Lead } from '../../api/types';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { chatLink } from './chat-link';
import { slotName, slotNames } from './slot-kind';
import { SlotForm } from './SlotForm';
import { SlotRow } from './SlotRow';

interface Props {
  lead: Lead;
  /** What was said last in the chat, as far as it is known. */
  messages: readonly ConversationMessage[];
  onCorrect: (slot: string, value: unknown) => void;
}

/** What is known of a lead, which message said it, and what is not known yet. Each is corrected where it stands. */
export function SlotsCard({ lead, messages, onCorrect }: Props) {
  const { t } = useSpeech();
  const [correcting, setCorrecting] = useState<string | null>(null);
  /** Whose button has the focus again when its form is closed. */
  const [left, setLeft] = useState<string | null>(null);
  const all = slotNames(lead).map((name) => ({ name, slot: slotOf(lead, name) }));
  const isKnown = ({ slot }: (typeof all)[number]) =>
    slot && (slot.value !== null || slot.corrected_by);
  const shown = all.filter((one) => isKnown(one) || one.name === correcting);
  const unknown = all.filter((one) => !isKnown(one) && one.name !== correcting);
  const begin = (name: string) => {
    setLeft(null);
    setCorrecting(name);
  };
  const end = () => {
    setLeft(correcting);
    setCorrecting(null);
  };
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="slots-title">
      <Stack gap="md">
        <div>
          <Title order={2} size="h4" id="slots-title">
            {t('leads.known')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('leads.knownHint')}
          </Text>
        </div>
        <ul className="slots">
          {shown.map(({ name, slot }) => (
            <li key={name} data-slot={name}>
              {name === correcting || !slot ? (
                <SlotForm
                  slot={name}
                  value={slot?.value}
                  onSave={(value) => {
                    end();
                    onCorrect(name, value);
                  }}
                  onClose={end}
                />
              ) : (
                <SlotRow
                  name={name}
                  slot={slot}
                  toSource={
                    lead.conversation_id !== null && slot.message_id !== null
                      ? { to: chatLink(lead.conversation_id, slot.message_id) }
                      : null
                  }
                  source={messages.find(({ id }) => id === slot.message_id)}
                  focused={left === name}
                  onEdit={() => begin(name)}
                />
              )}
            </li>
          ))}
        </ul>
        {unknown.length > 0 && (
          <Stack gap="xs" role="group" aria-label={t('leads.unknown')}>
            <Text size="sm" c="dimmed">
              {t('leads.unknown')}
            </Text>
            <Group gap="xs">
              {unknown.map(({ name }) => (
                <Button
                  key={name}
                  size="compact-sm"
                  variant="default"
                  leftSection={<Icon shape="plus" size={14} />}
                  aria-label={t('leads.add', { what: slotName(name, t) })}
                  autoFocus={left === name}
                  onClick={() => begin(name)}
                >
                  {slotName(name, t)}
                </Button>
              ))}
            </Group>
          </Stack>
        )}
      </Stack>
    </Card>
  );
}

/** The lead's own name and wish are known even where no message said them. */
function slotOf(lead: Lead, name: string) {
  const slot = lead.slots[name];
  if (!slot && (name === 'name' || name === 'wish') && lead[name]) {
    return { value: lead[name], message_id: null, corrected_by: null };
  }
  return slot;
}
