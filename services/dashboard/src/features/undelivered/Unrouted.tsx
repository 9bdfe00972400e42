import { Anchor, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import type { UnroutedEvent } from '../../api/types';
import { Ask } from '../../components/Ask';
import { Done } from '../../components/Done';
import { Empty } from '../../components/Empty';
import { Listing } from '../../components/Listing';
import { Phone } from '../../components/Phone';
import { RowMenu } from '../../components/RowMenu';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import {
  deleteUnroutedMutation,
  redriveAllMutation,
  unroutedLists,
  unroutedQuery,
} from './api/undelivered';
import { LookModal } from './LookModal';
import { reasonText } from './reason';
import { RedriveModal } from './RedriveModal';

type Doing = { what: 'look' | 'redrive' | 'delete'; event: UnroutedEvent } | { what: 'all' } | null;

/** What WAHA told and nobody can be found for. */
export function Unrouted() {
  const { t, number, dateTime } = useSpeech();
  const client = useQueryClient();
  const { get } = useFilters();
  const [doing, setDoing] = useState<Doing>(null);
  const [done, setDone] = useState<string | null>(null);
  const list = useQuery(unroutedQuery(get('after')));
  const refresh = () => client.invalidateQueries({ queryKey: unroutedLists });
  const all = useMutation({
    ...redriveAllMutation,
    onSuccess: ({ redriven, remaining }) => {
      setDone(t('unrouted.redriven', { redriven: number(redriven), remaining: number(remaining) }));
      setDoing(null);
    },
    onSettled: refresh,
  });
  const remove = useMutation({
    ...deleteUnroutedMutation,
    onSuccess: () => setDoing(null),
    onSettled: refresh,
  });
  const close = () => {
    all.reset();
    remove.reset();
    setDoing(null);
  };
  const of = (what: 'look' | 'redrive' | 'delete') =>
    doing?.what === what && 'event' in doing ? doing.event : null;
  const ask = (next: Doing) => {
    setDone(null);
    setDoing(next);
  };
  const looked = of('look');
  const leaving = of('delete');
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Text c="dimmed" size="sm" style={{ flex: '1 1 16rem' }}>
          {t('unrouted.intro')}
        </Text>
        <Button
          variant="default"
          disabled={!list.data || list.data.total === 0}
          onClick={() => ask({ what: 'all' })}
        >
          {t('unrouted.redriveAll')}
        </Button>
      </Group>
      <Done text={done} onClose={() => setDone(null)} />
      <Listing
        label={t('unrouted.title')}
        query={list}
        rows={({ events }) => events}
        rowKey={(event) => event.id}
        next={(page) => page.next_after}
        empty={<Empty icon="inbox" title={t('unrouted.empty')} hint={t('unrouted.emptyHint')} />}
        columns={[
          {
            key: 'reason',
            label: t('unrouted.reason'),
            main: true,
            cell: (event: UnroutedEvent) => (
              <>
                <Anchor
                  component="button"
                  type="button"
                  ta="start"
                  onClick={() => ask({ what: 'look', event })}
                >
                  <Text size="sm" fw={500}>
                    {reasonText(event.reason, t)}
                  </Text>
                </Anchor>
                <Text size="xs" c="dimmed">
                  <bdi dir="ltr">{event.event}</bdi>
                </Text>
              </>
            ),
          },
          {
            key: 'session',
            label: t('tenants.session'),
            cell: (event) => <bdi dir="ltr">{event.session}</bdi>,
          },
          {
            key: 'phone',
            label: t('unrouted.phone'),
            cell: (event) => event.phone && <Phone digits={event.phone} />,
          },
          {
            key: 'received',
            label: t('unrouted.received'),
            cell: (event) => dateTime(event.received_at),
          },
          {
            key: 'actions',
            label: t('common.actions'),
            actions: true,
            cell: (event) => (
              <RowMenu name={`${event.event} ${event.id}`}>
                <Menu.Item onClick={() => ask({ what: 'look', event })}>{t('look.look')}</Menu.Item>
                <Menu.Item onClick={() => ask({ what: 'redrive', event })}>
                  {t('unrouted.redrive')}
                </Menu.Item>
                <Menu.Item color="red" onClick={() => ask({ what: 'delete', event })}>
                  {t('common.delete')}
                </Menu.Item>
              </RowMenu>
            ),
          },
        ]}
      />
      <LookModal
        id={looked?.id ?? null}
        facts={
          looked
            ? [
                { label: t('unrouted.reason'), value: reasonText(looked.reason, t) },
                { label: t('look.event'), value: <bdi>{looked.event}</bdi> },
                { label: t('tenants.session'), value: <bdi>{looked.session}</bdi> },
                {
                  label: t('sessions.tenant'),
                  value: looked.tenant_id !== null && (
                    <Anchor component={Link} to={`/tenants/${looked.tenant_id}`} inherit>
                      {looked.tenant_id}
                    </Anchor>
                  ),
                },
                {
                  label: t('unrouted.phone'),
                  value: looked.phone && <Phone digits={looked.phone} />,
                },
                { label: t('unrouted.received'), value: dateTime(looked.received_at) },
              ]
            : []
        }
        onRedrive={() => looked && ask({ what: 'redrive', event: looked })}
        onDelete={() => looked && ask({ what: 'delete', event: looked })}
        onClose={close}
      />
      <Ask
        opened={doing?.what === 'all'}
        title={t('look.redriveAllTitle')}
        text={t('look.redriveAllText')}
        confirm={t('unrouted.redriveAll')}
        harmless
        pending={all.isPending}
        error={all.error}
        onConfirm={() => all.mutate()}
        onClose={close}
      />
      <RedriveModal
        event={of('redrive')}
        onDone={(text) => {
          setDone(text);
          void refresh();
        }}
        onClose={close}
      />
      <Ask
        opened={leaving !== null}
        title={t('unrouted.deleteTitle')}
        text={t('unrouted.deleteText')}
        confirm={t('common.delete')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate(leaving.id)}
        onClose={close}
      />
    </Stack>
  );
}
