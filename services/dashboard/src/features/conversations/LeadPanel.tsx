import { Anchor, Badge, Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';

import type { Conversation, Lead } from '../../api/types';
import { LoadFailed } from '../../components/Listing';
import type { Key } from '../../i18n/en';
import { english } from '../../i18n/en';
import { useSpeech } from '../../i18n/LanguageProvider';
import { leadQuery } from './api/lead';
import { inReadingOrder, slotName, slotValue } from './slot-text';

interface Props {
  tenant: number;
  conversation: Conversation;
  opened: boolean;
  onClose: () => void;
}

/** What is known of the customer: beside the chat where there is room, else above it. */
export function LeadPanel({ tenant, conversation, opened, onClose }: Props) {
  const { t } = useSpeech();
  return (
    <>
      <aside className="chat-known" aria-label={t('chat.lead')}>
        <Title order={3} size="h5" mb="sm">
          {t('chat.lead')}
        </Title>
        <Known tenant={tenant} conversation={conversation} onFollow={() => {}} />
      </aside>
      <Drawer
        opened={opened}
        onClose={onClose}
        title={t('chat.lead')}
        position="right"
        size="sm"
        hiddenFrom="lg"
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <Known tenant={tenant} conversation={conversation} onFollow={onClose} />
      </Drawer>
    </>
  );
}

interface KnownProps {
  tenant: number;
  conversation: Conversation;
  /** Somebody goes to the message that said it. */
  onFollow: () => void;
}

function Known({ tenant, conversation, onFollow }: KnownProps) {
  const { t } = useSpeech();
  const query = leadQuery(tenant, conversation);
  const lead = useQuery(query);
  if (lead.isLoading) {
    return (
      <Stack gap="sm" aria-busy aria-label={t('common.loading')} role="status">
        {[1, 2, 3].map((row) => (
          <Skeleton key={row} height={32} />
        ))}
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <LoadFailed query={lead} />
      {lead.data && <LeadFacts lead={lead.data} onFollow={onFollow} />}
      {!lead.data && !lead.error && (
        <Text size="sm" c="dimmed">
          {t('chat.leadEmpty')}
        </Text>
      )}
    </Stack>
  );
}

const CLASS_COLOURS: Record<string, string> = { hot: 'red', warm: 'orange', cold: 'blue' };

function LeadFacts({ lead, onFollow }: { lead: Lead; onFollow: () => void }) {
  const { t, number } = useSpeech();
  const { score, slots } = lead;
  /** Both are open sets. */
  const word = (set: 'class' | 'stage', value: string) => {
    const key = `chat.${set}.${value}`;
    return Object.hasOwn(english, key) ? t(key as Key) : value;
  };
  return (
    <>
      <Group gap="xs">
        {score && (
          <Badge color={CLASS_COLOURS[score.class] ?? 'gray'} variant="light" tt="none">
            {word('class', score.class)}
            {' · '}
            {t('chat.points', { points: number(score.points) })}
          </Badge>
        )}
        <Badge color="gray" variant="light" tt="none">
          {word('stage', lead.stage)}
        </Badge>
      </Group>
      <dl className="chat-slots">
        {inReadingOrder(Object.keys(slots)).map((name) => (
          <Slot key={name} name={name} slot={slots[name]!} onFollow={onFollow} />
        ))}
      </dl>
      {score && score.reasons.length > 0 && (
        <ul className="inbox-plain">
          {score.reasons.map(({ rule, points, text }) => (
            <Text key={rule} component="li" size="xs" c="dimmed">
              <bdi dir="ltr">{points > 0 ? `+${number(points)}` : number(points)}</bdi>{' '}
              <bdi>{text}</bdi>
            </Text>
          ))}
        </ul>
      )}
    </>
  );
}

interface SlotProps {
  name: string;
  slot: Lead['slots'][string];
  onFollow: () => void;
}

function Slot({ name, slot, onFollow }: SlotProps) {
  const { t, number } = useSpeech();
  const { search } = useLocation();
  const label = slotName(name, t);
  const value = slotValue(slot.value, number);
  const to = new URLSearchParams(search);
  to.set('message', String(slot.message_id));
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Text size="sm" {...(value === '' && { c: 'dimmed' })}>
          <bdi>{value || t('chat.unknown')}</bdi>
        </Text>
        {slot.corrected_by && (
          <Text size="xs" c="dimmed">
            {t('chat.corrected', { name: slot.corrected_by })}
          </Text>
        )}
        {slot.message_id !== null && !slot.corrected_by && (
          <Anchor
            component={Link}
            to={`?${to}`}
            replace
            size="xs"
            onClick={onFollow}
            aria-label={t('chat.toMessageOf', { name: label })}
          >
            {t('chat.toMessage')}
          </Anchor>
        )}
      </dd>
    </div>
  );
}
