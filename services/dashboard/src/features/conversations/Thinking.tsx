import { Anchor, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router';

import { LoadFailed } from '../../components/LoadFailed';
import { useSpeech } from '../../i18n/LanguageProvider';
import { leadQuery } from '../leads/api/leads';
import { ScoreBadge } from '../leads/ScoreBadge';
import { ScoreReasons } from '../leads/ScoreReasons';
import { slotNames } from '../leads/slot-kind';
import { SlotRow } from '../leads/SlotRow';
import { stageName } from '../leads/stage';
import { botStateQuery } from './api/bot-state';
import type { BotState, Conversation, Lead, PagedMessage } from '../../api/types';
import { Plan } from './Plan';
import type { useCancel } from './useCancel';

interface Props {
  tenant: number;
  conversation: Conversation;
  /** What is read of the conversation: where the slots come from. */
  said: readonly PagedMessage[];
  cancel: ReturnType<typeof useCancel>;
  /** Somebody goes to a message. */
  onFollow: () => void;
}

/** Where the bot is, what it will do next, and what it knows of the customer. */
export function Thinking({ tenant, conversation, said, cancel, onFollow }: Props) {
  const { t } = useSpeech();
  const { id, lead_id } = conversation;
  const bot = useQuery(botStateQuery(tenant, id));
  const lead = useQuery({ ...leadQuery(tenant, lead_id ?? 0), enabled: lead_id !== null });
  return (
    <Stack gap="lg">
      <LoadFailed query={bot} />
      {bot.isPending && <Waiting />}
      {bot.data && (
        <>
          <Section title={t('thinking.step')}>
            <Step state={bot.data} />
          </Section>
          <Section title={t('thinking.next')}>
            <Plan state={bot.data} cancel={cancel} />
          </Section>
        </>
      )}
      <LoadFailed query={lead} />
      {lead_id !== null && lead.isPending && <Waiting />}
      {lead.data && <Known lead={lead.data} said={said} onFollow={onFollow} />}
      {lead_id === null && (
        <Section title={t('thinking.known')}>
          <Text size="sm" c="dimmed">
            {t('thinking.knownEmpty')}
          </Text>
        </Section>
      )}
    </Stack>
  );
}

function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="thoughts-head">
        <Title order={4} size="xs" c="dimmed" fw={600} id={id}>
          {title}
        </Title>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Before the id of a template, where nobody has written a flow. */
const TEMPLATE = /^template:/;

function Step({ state }: { state: BotState }) {
  const { t, number } = useSpeech();
  const { flow, step, handed_over } = state;
  if (handed_over) {
    return <Text size="sm">{t('thinking.handedOver')}</Text>;
  }
  if (!step || step.kind === 'end') {
    return (
      <Text size="sm" c="dimmed">
        {t(step ? 'thinking.over' : 'thinking.notBegun')}
      </Text>
    );
  }
  return (
    <>
      <Text size="sm" dir="auto" className="inbox-own" lineClamp={4}>
        {step.text ?? step.id.replaceAll('_', ' ')}
      </Text>
      {flow && (
        <Text size="xs" c="dimmed" mt={2}>
          <bdi>{flow.name.replace(TEMPLATE, '')}</bdi> ·{' '}
          {t('thinking.version', { version: number(flow.version) })}
        </Text>
      )}
    </>
  );
}

interface KnownProps {
  lead: Lead;
  said: readonly PagedMessage[];
  onFollow: () => void;
}

function Known({ lead, said, onFollow }: KnownProps) {
  const { t } = useSpeech();
  const { search } = useLocation();
  const known = slotNames(lead).filter((name) => lead.slots[name]);
  const at = (message: number) => {
    const to = new URLSearchParams(search);
    to.set('message', String(message));
    return `?${to}`;
  };
  return (
    <>
      <Section
        title={t('thinking.known')}
        aside={
          <Anchor component={Link} to={`/leads/${lead.id}`} size="xs">
            {t('chat.openLead')}
          </Anchor>
        }
      >
        <Stack gap="sm" component="ul" className="inbox-plain">
          {known.map((name) => {
            const slot = lead.slots[name]!;
            const { message_id } = slot;
            return (
              <li key={name}>
                <SlotRow
                  name={name}
                  slot={slot}
                  source={said.find((message) => message.id === message_id)}
                  toSource={
                    message_id === null
                      ? null
                      : { to: at(message_id), replace: true, onClick: onFollow }
                  }
                />
              </li>
            );
          })}
        </Stack>
        {known.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('thinking.knownEmpty')}
          </Text>
        )}
      </Section>
      <Section title={t('leads.scoreTitle')} aside={<ScoreBadge score={lead.score} />}>
        {lead.score && <ScoreReasons reasons={lead.score.reasons} />}
        <Text size="xs" c="dimmed" mt={6}>
          {lead.score ? `${t('leads.stage')}: ${stageName(lead.stage, t)}` : t('leads.notScored')}
        </Text>
      </Section>
    </>
  );
}

function Waiting() {
  const { t } = useSpeech();
  return (
    <Stack gap="xs" aria-busy aria-label={t('common.loading')} role="status">
      <Skeleton height={14} width={90} />
      <Skeleton height={34} />
    </Stack>
  );
}
