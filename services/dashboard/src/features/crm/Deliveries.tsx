import { Anchor, Badge, Menu, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import type { CrmDelivery } from '../../api/types';
import { Done } from '../../components/Done';
import { Empty } from '../../components/Empty';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Listing } from '../../components/Listing';
import { RowMenu } from '../../components/RowMenu';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { deliveriesQuery, deliveryLists, redeliverMutation } from './api/deliveries';
import { eventName, stateColour, stateName, STATES } from './delivery-text';

/** What the CRM was and is told, and what became of it. */
export function Deliveries({ tenant }: { tenant: number }) {
  const { t, number, dateTime } = useSpeech();
  const client = useQueryClient();
  const { get, set } = useFilters();
  const [done, setDone] = useState<string | null>(null);
  const state = get('state');
  const list = useQuery({
    ...deliveriesQuery(tenant, { state, before: get('after') }),
    refetchInterval: 10_000,
  });
  const redeliver = useMutation({
    ...redeliverMutation(tenant),
    onMutate: () => setDone(null),
    onSuccess: () => setDone(t('crm.redelivered')),
    onSettled: () => client.invalidateQueries({ queryKey: deliveryLists(tenant) }),
  });
  return (
    <Stack gap="md" component="section" aria-labelledby="deliveries-title">
      <div>
        <Title order={2} size="h3" id="deliveries-title">
          {t('crm.deliveries')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('crm.deliveriesIntro')}
        </Text>
      </div>
      <SegmentedControl
        aria-label={t('crm.state')}
        data={[
          { value: '', label: t('crm.all') },
          ...STATES.map((value) => ({ value, label: stateName(value, t) })),
        ]}
        value={state}
        onChange={(value) => set('state', value)}
        style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
      />
      <Done text={done} onClose={() => setDone(null)} />
      {redeliver.error && <ErrorNotice error={redeliver.error} title={t('error.title')} />}
      <Listing
        label={t('crm.deliveries')}
        query={list}
        rows={({ deliveries }) => deliveries}
        rowKey={(delivery) => delivery.id}
        next={(page) => page.next_before}
        empty={
          state ? (
            <Empty icon="search" title={t('common.nothingFound')} hint={t('common.searchHint')} />
          ) : (
            <Empty
              icon="plug"
              title={t('crm.deliveriesEmpty')}
              hint={t('crm.deliveriesEmptyHint')}
            />
          )
        }
        columns={[
          {
            key: 'event',
            label: t('crm.event'),
            main: true,
            cell: (delivery: CrmDelivery) => (
              <>
                <Text size="sm" fw={500}>
                  {eventName(delivery.event, t)}
                </Text>
                <Text size="xs" c="dimmed">
                  <bdi dir="ltr">{delivery.webhook_id}</bdi>
                </Text>
              </>
            ),
          },
          {
            key: 'lead',
            label: t('crm.lead'),
            cell: ({ lead_id }) => (
              <Anchor component={Link} to={`/leads/${lead_id}`} size="sm">
                {lead_id}
              </Anchor>
            ),
          },
          { key: 'state', label: t('crm.state'), cell: (delivery) => <State {...delivery} /> },
          {
            key: 'attempts',
            label: t('crm.attempts'),
            numeric: true,
            cell: ({ attempts }) => number(attempts),
          },
          {
            key: 'at',
            label: t('crm.at'),
            cell: (delivery) => dateTime(delivery.delivered_at ?? delivery.created_at),
          },
          {
            key: 'actions',
            label: t('common.actions'),
            actions: true,
            cell: (delivery) => (
              <RowMenu name={delivery.webhook_id}>
                <Menu.Item onClick={() => redeliver.mutate(delivery.id)}>
                  {t('crm.redeliver')}
                </Menu.Item>
              </RowMenu>
            ),
          },
        ]}
      />
    </Stack>
  );
}

function State({ state, status, reason, due_at }: CrmDelivery) {
  const { t, dateTime } = useSpeech();
  return (
    <Stack gap={2} align="flex-start">
      <Badge color={stateColour(state)} variant="light" tt="none">
        {stateName(state, t)}
      </Badge>
      {state === 'waiting' && (
        <Text size="xs" c="dimmed">
          {t('crm.nextAt', { time: dateTime(due_at) })}
        </Text>
      )}
      {status !== null && !reason && state !== 'delivered' && (
        <Text size="xs" c="dimmed">
          {t('crm.answered', { status: String(status) })}
        </Text>
      )}
      {reason && state !== 'delivered' && (
        <Text size="xs" c="dimmed" lang="en" lineClamp={2}>
          <bdi>{reason}</bdi>
        </Text>
      )}
    </Stack>
  );
}
