import { Anchor, Box, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import type { Lead } from '../../api/types';
import { Ago } from '../../components/Ago';
import { LoadFailed } from '../../components/LoadFailed';
import { useSpeech } from '../../i18n/LanguageProvider';
import { leadName, nameLook } from '../leads/lead-name';
import { ScoreBadge } from '../leads/ScoreBadge';
import { stageName } from '../leads/stage';
import { freshLeadsQuery } from './api/home';
import { Panel, PanelWaiting, Quiet } from './Panel';

/** Leads that nobody has begun to show homes to, the hot ones first. */
export function FreshLeads({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  const list = useQuery({ ...freshLeadsQuery(tenant), refetchInterval: 60_000 });
  return (
    <Panel title={t('home.fresh')} to="/leads" all={t('home.allLeads')}>
      {list.isPending && <PanelWaiting />}
      {list.error && (
        <Box p="md">
          <LoadFailed query={list} />
        </Box>
      )}
      {list.data?.length === 0 && (
        <Quiet icon="target" title={t('home.noLeads')} hint={t('leads.emptyHint')} />
      )}
      {list.data && list.data.length > 0 && (
        <ul className="home-list">
          {list.data.map((lead) => (
            <Row key={lead.id} lead={lead} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ lead }: { lead: Lead }) {
  const { t } = useSpeech();
  return (
    <li className="home-row">
      <div className="home-row-words">
        <Anchor
          component={Link}
          to={`/leads/${lead.id}`}
          className="home-row-link"
          {...nameLook(lead, t)}
          fw={500}
          truncate
          display="block"
        >
          <bdi>{leadName(lead, t)}</bdi>
        </Anchor>
        <Text size="sm" c="dimmed" truncate dir="auto" className="at-start">
          {lead.wish ?? stageName(lead.stage, t)}
        </Text>
      </div>
      <ScoreBadge score={lead.score} />
      <Ago at={lead.updated_at} size="xs" c="dimmed" flex="none" />
    </li>
  );
}
