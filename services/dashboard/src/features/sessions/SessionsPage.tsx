import { Anchor, Badge, Group, Menu, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import type { FleetSession } from '../../api/types';
import { Done } from '../../components/Done';
import { Empty } from '../../components/Empty';
import { Listing } from '../../components/Listing';
import { PageHead } from '../../components/PageHead';
import { Phone } from '../../components/Phone';
import { RowMenu } from '../../components/RowMenu';
import { SearchField } from '../../components/SearchField';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { nodesQuery } from '../nodes/api/nodes';
import { isState } from '../whatsapp/state';
import { stateColour } from '../whatsapp/state-colour';
import { sessionsQuery } from './api/sessions';
import { MoveModal } from './MoveModal';
import { StateChips } from './StateChips';
import { useStateName } from './useStateName';

/** The sessions of all tenants, across the fleet. */
export function SessionsPage() {
  const { t } = useSpeech();
  const { get, set } = useFilters();
  const [moving, setMoving] = useState<FleetSession | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const wanted = {
    state: get('state'),
    node_id: get('node'),
    search: get('search'),
    after: get('after'),
  };
  const list = useQuery(sessionsQuery(wanted));
  const nodes = useQuery(nodesQuery);
  const narrowed = wanted.state !== '' || wanted.node_id !== '' || wanted.search !== '';
  return (
    <Stack gap="lg">
      <PageHead title={t('sessions.title')} intro={t('sessions.intro')} />
      <Done text={done} onClose={() => setDone(null)} />
      <StateChips
        counts={list.data?.states ?? {}}
        chosen={wanted.state}
        onChoose={(state) => set('state', state)}
      />
      <Group gap="sm">
        <SearchField label={t('sessions.search')} />
        <Select
          aria-label={t('sessions.node')}
          placeholder={t('sessions.allNodes')}
          data={(nodes.data?.nodes ?? []).map(({ id, name }) => ({
            value: String(id),
            label: name,
          }))}
          value={wanted.node_id || null}
          onChange={(value) => set('node', value ?? '')}
          clearable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          style={{ flex: '1 1 10rem' }}
          maw={240}
        />
      </Group>
      <Listing
        label={t('sessions.title')}
        query={list}
        rows={({ sessions }) => sessions}
        rowKey={(session) => session.tenant_id}
        next={(page) => page.next_after}
        empty={
          narrowed ? (
            <Empty icon="search" title={t('common.nothingFound')} hint={t('common.searchHint')} />
          ) : (
            <Empty icon="phone" title={t('sessions.empty')} hint={t('sessions.emptyHint')} />
          )
        }
        columns={[
          {
            key: 'tenant',
            label: t('sessions.tenant'),
            main: true,
            cell: (session: FleetSession) => (
              <>
                <Anchor component={Link} to={`/tenants/${session.tenant_id}`} fw={500} size="sm">
                  <bdi>{session.tenant_name}</bdi>
                </Anchor>
                <Text size="xs" c="dimmed">
                  {session.session}
                </Text>
              </>
            ),
          },
          {
            key: 'state',
            label: t('tenants.state'),
            cell: (session) => <SessionState session={session} />,
          },
          {
            key: 'phone',
            label: t('sessions.phone'),
            cell: (session) => session.phone && <Phone digits={session.phone} />,
          },
          {
            key: 'node',
            label: t('sessions.node'),
            cell: (session) => session.node_name && <bdi>{session.node_name}</bdi>,
          },
          {
            key: 'actions',
            label: t('common.actions'),
            actions: true,
            cell: (session) => (
              <RowMenu name={session.tenant_name}>
                <Menu.Item component={Link} to={`/tenants/${session.tenant_id}`}>
                  {t('sessions.open')}
                </Menu.Item>
                <Menu.Item onClick={() => setMoving(session)}>{t('sessions.move')}</Menu.Item>
              </RowMenu>
            ),
          },
        ]}
      />
      <MoveModal
        opened={moving !== null}
        tenant={moving?.tenant_id ?? 0}
        name={moving?.tenant_name ?? ''}
        onMoved={setDone}
        onClose={() => setMoving(null)}
      />
    </Stack>
  );
}

function SessionState({ session }: { session: FleetSession }) {
  const { t, dateTime } = useSpeech();
  const nameOf = useStateName();
  const { state, reason, since } = session;
  return (
    <Stack gap={2} align="flex-start">
      <Badge color={isState(state) ? stateColour(state) : 'gray'} variant="light" tt="none">
        {nameOf(state)}
      </Badge>
      {since && (
        <Text size="xs" c="dimmed">
          {t('whatsapp.since', { time: dateTime(since) })}
        </Text>
      )}
      {reason && state !== 'connected' && (
        <Text size="xs" c="dimmed" lang="en" lineClamp={2}>
          <bdi>{reason}</bdi>
        </Text>
      )}
    </Stack>
  );
}
