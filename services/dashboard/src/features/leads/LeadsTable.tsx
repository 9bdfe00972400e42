import { Anchor, Badge, Box, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';

import type { Lead } from '../../api/types';
import { Ago } from '../../components/Ago';
import { Empty } from '../../components/Empty';
import { Listing } from '../../components/Listing';
import { Phone } from '../../components/Phone';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { leadsQuery, type Narrowed } from './api/leads';
import { callName, leadName, nameLook } from './lead-name';
import { ScoreBadge } from './ScoreBadge';
import { languageName, stageName } from './stage';
import { useTeam } from './useTeam';

interface Props {
  tenant: number;
  wanted: Narrowed & { stage: string };
}

/** The leads one below the other, the last changed first. */
export function LeadsTable({ tenant, wanted }: Props) {
  const { t } = useSpeech();
  const { search: from } = useLocation();
  const { get } = useFilters();
  const { nameOf } = useTeam(tenant);
  const list = useQuery({
    ...leadsQuery(tenant, { ...wanted, before: get('after') }),
    refetchInterval: 30_000,
  });
  const narrowed = Object.values(wanted).some((value) => value !== '');
  return (
    <div className="lead-rows">
      <Listing
        label={t('leads.title')}
        query={list}
        rows={({ leads }) => leads}
        rowKey={(lead) => lead.id}
        next={(page) => page.next_before}
        empty={
          narrowed ? (
            <Empty icon="search" title={t('common.nothingFound')} hint={t('common.searchHint')} />
          ) : (
            <Empty icon="target" title={t('leads.empty')} hint={t('leads.emptyHint')} />
          )
        }
        columns={[
          {
            key: 'lead',
            label: t('leads.lead'),
            main: true,
            cell: (lead: Lead) => (
              <>
                <Anchor
                  component={Link}
                  to={`/leads/${lead.id}`}
                  state={{ from }}
                  fw={500}
                  size="sm"
                  {...nameLook(lead, t)}
                  className="lead-link"
                >
                  <bdi>{leadName(lead, t)}</bdi>
                </Anchor>
                {lead.wish && (
                  <Text size="xs" c="dimmed" lineClamp={1} dir="auto" className="at-start">
                    {lead.wish}
                  </Text>
                )}
              </>
            ),
          },
          {
            key: 'stage',
            label: t('leads.stage'),
            cell: ({ stage }) => (
              <Badge variant="light" color={stage === 'lost' ? 'gray' : 'teal'} tt="none">
                {stageName(stage, t)}
              </Badge>
            ),
          },
          {
            key: 'score',
            label: t('leads.score'),
            cell: ({ score }) => score && <ScoreBadge score={score} />,
          },
          {
            key: 'assigned',
            label: t('leads.assigned'),
            cell: ({ assigned_to }) =>
              assigned_to !== null && (
                <Text
                  size="sm"
                  maw={{ base: '6rem', lg: '9rem' }}
                  truncate
                  dir="auto"
                  className="at-start"
                  title={nameOf(assigned_to)}
                >
                  {callName(nameOf(assigned_to))}
                </Text>
              ),
          },
          {
            key: 'phone',
            label: t('leads.phone'),
            cell: ({ phone, language }) => (
              <>
                {phone && (
                  <Box style={{ whiteSpace: 'nowrap' }}>
                    <Phone digits={phone} />
                  </Box>
                )}
                {language && (
                  <Text size="xs" c="dimmed">
                    {languageName(language, t)}
                  </Text>
                )}
              </>
            ),
          },
          {
            key: 'changed',
            label: t('leads.changed'),
            cell: ({ updated_at }) => (
              <Ago at={updated_at} size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }} />
            ),
          },
        ]}
      />
    </div>
  );
}
