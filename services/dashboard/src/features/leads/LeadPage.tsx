import {
  Anchor,
  Button,
  Card,
  Grid,
  Group,
  Menu,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Navigate, useLocation, useNavigate, useParams } from 'react-router';

import { ApiError } from '../../api/client';
import type { Lead, LeadChange } from '../../api/types';
import type { FirstData } from '../../app/pages';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Icon } from '../../components/Icon';
import { LoadFailed } from '../../components/LoadFailed';
import { NotFoundPage } from '../../components/NotFoundPage';
import { PageTitle } from '../../components/PageTitle';
import { Phone } from '../../components/Phone';
import { RowMenu } from '../../components/RowMenu';
import { UndoBar } from '../../components/UndoBar';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { toErased } from '../privacy/Erased';
import { PersonDialogs } from '../privacy/PersonDialogs';
import { PersonItems, type PersonDeed } from '../privacy/PersonItems';
import { setDraft } from '../conversations/drafts';
import { latestMessagesQuery } from './api/lead-history';
import { leadQuery } from './api/leads';
import { AssigneeSelect } from './AssigneeSelect';
import { chatLink } from './chat-link';
import { HistoryCard } from './HistoryCard';
import { leadName, nameInText } from './lead-name';
import { ScoreBadge } from './ScoreBadge';
import { ScoreCard } from './ScoreCard';
import { slotName } from './slot-kind';
import { SlotsCard } from './SlotsCard';
import { languageName, stageName } from './stage';
import { StageSelect } from './StageSelect';
import { useChangeLead } from './useChangeLead';
import { useLiveLeads } from './useLiveLeads';

/** Somebody who wants something: what is known of it, and what is done with it. */
export function LeadPage() {
  const { leadId = '' } = useParams();
  const { tenant_id: tenant } = useUser();
  if (tenant === null) {
    return <Navigate to="/" replace />;
  }
  if (!/^[1-9]\d{0,15}$/.test(leadId)) {
    return <NotFoundPage />;
  }
  return <OneLead key={leadId} tenant={tenant} id={Number(leadId)} />;
}

LeadPage.firstData = ((client, tenant, id) => [
  client.prefetchQuery(leadQuery(tenant, Number(id))),
]) satisfies FirstData;

function OneLead({ tenant, id }: { tenant: number; id: number }) {
  const { t } = useSpeech();
  // Back to the list as it was narrowed.
  const { state } = useLocation() as { state: { from?: string } | null };
  useLiveLeads(tenant);
  const lead = useQuery({ ...leadQuery(tenant, id), refetchInterval: 30_000 });
  const gone = lead.error instanceof ApiError && lead.error.status === 404;
  return (
    <Stack gap="lg">
      <Anchor component={Link} to={`/leads${state?.from ?? ''}`} size="sm" w="fit-content">
        <Group gap={4} component="span">
          <Icon shape="back" size={16} />
          {t('leads.title')}
        </Group>
      </Anchor>
      {lead.isPending && (
        <Stack gap="md" aria-busy role="status" aria-label={t('common.loading')}>
          <Skeleton height={36} maw={280} />
          <Skeleton height={280} />
        </Stack>
      )}
      <LoadFailed query={lead} />
      {lead.data && !gone && (
        <Shown tenant={tenant} lead={lead.data} list={`/leads${state?.from ?? ''}`} />
      )}
    </Stack>
  );
}

interface ShownProps {
  tenant: number;
  lead: Lead;
  /** Where one came from. */
  list: string;
}

function Shown({ tenant, lead, list }: ShownProps) {
  const { t } = useSpeech();
  const { role } = useUser();
  const navigate = useNavigate();
  const [deed, setDeed] = useState<PersonDeed | null>(null);
  const { change, error, undoable, forget } = useChangeLead(tenant);
  const messages = useQuery(latestMessagesQuery(tenant, lead.conversation_id));
  const name = leadName(lead, t);
  const say = (wish: LeadChange, what: string) =>
    change(lead, wish, `${nameInText(lead, t)}: ${what}`);
  return (
    <>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ flex: '1 1 16rem', minWidth: 0 }}>
          <Group gap="sm">
            <PageTitle text={name} />
            <ScoreBadge score={lead.score} />
          </Group>
          <Text c="dimmed" size="sm" mt={4}>
            {lead.phone && (
              <Anchor href={`tel:+${lead.phone}`} inherit c="dimmed">
                <Phone digits={lead.phone} />
              </Anchor>
            )}
            {lead.phone && lead.language && ' · '}
            {lead.language && languageName(lead.language, t)}
          </Text>
        </div>
        <Group gap="xs">
          {lead.conversation_id === null ? (
            <Text size="sm" c="dimmed">
              {t('leads.noChat')}
            </Text>
          ) : (
            <Button
              component={Link}
              to={chatLink(lead.conversation_id)}
              leftSection={<Icon shape="bubble" size={18} />}
            >
              {t('leads.chat')}
            </Button>
          )}
          {role !== 'agent' && (
            <RowMenu name={name} width={250}>
              <PersonItems menu={Menu} onDeed={setDeed} />
            </RowMenu>
          )}
        </Group>
      </Group>
      <PersonDialogs
        tenant={tenant}
        person={{ name, phone: lead.phone, conversation: lead.conversation_id, lead: lead.id }}
        deed={deed}
        onDeed={setDeed}
        onErased={() => {
          if (lead.conversation_id !== null) {
            setDraft(tenant, lead.conversation_id, '');
          }
          void toErased(navigate, list);
        }}
      />
      {error && <ErrorNotice error={error} title={t('error.title')} />}
      <Card withBorder padding="md">
        <SimpleGrid cols={2} spacing="md">
          <StageSelect
            stage={lead.stage}
            onChange={(stage) => say({ stage }, stageName(stage, t))}
          />
          <AssigneeSelect
            tenant={tenant}
            assigned={lead.assigned_to}
            onChange={(user, who) => say({ assigned_to: user }, who)}
          />
        </SimpleGrid>
      </Card>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <SlotsCard
            lead={lead}
            messages={messages.data ?? []}
            onCorrect={(slot, value) =>
              say({ slots: { [slot]: value } }, t('leads.corrected', { what: slotName(slot, t) }))
            }
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <ScoreCard score={lead.score} />
            <HistoryCard tenant={tenant} lead={lead.id} />
          </Stack>
        </Grid.Col>
      </Grid>
      <UndoBar text={undoable?.text ?? null} onUndo={() => undoable?.undo()} onClose={forget} />
    </>
  );
}
