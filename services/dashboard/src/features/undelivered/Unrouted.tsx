import { Button, Group, Menu, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { UnroutedEvent } from '../../api/types';
import { Ask } from '../../components/Ask';
import { Done } from '../../components/Done';
import { Empty } from '../../components/Empty';
import { ErrorNotice } from '../../components/ErrorNotice';
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
import { reasonText } from './reason';
import { RedriveModal } from './RedriveModal';

/** What WAHA told and nobody can be found for. */
export function Unrouted() {
  const { t, number, dateTime } = useSpeech();
  const client = useQueryClient();
  const { get } = useFilters();
  const [redriving, setRedriving] = useState<UnroutedEvent | null>(null);
  const [leaving, setLeaving] = useState<UnroutedEvent | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const list = useQuery(unroutedQuery(get('after')));
  const refresh = () => client.invalidateQueries({ queryKey: unroutedLists });
  const all = useMutation({
    ...redriveAllMutation,
    onSuccess: ({ redriven, remaining }) =>
      setDone(t('unrouted.redriven', { redriven: number(redriven), remaining: number(remaining) })),
    onSettled: refresh,
  });
  const remove = useMutation({
    ...deleteUnroutedMutation,
    onSuccess: () => setLeaving(null),
    onSettled: refresh,
  });
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Text c="dimmed" size="sm" style={{ flex: '1 1 16rem' }}>
          {t('unrouted.intro')}
        </Text>
        <Button
          variant="default"
          loading={all.isPending}
          disabled={!list.data || list.data.total === 0}
          onClick={() => {
            setDone(null);
            all.mutate();
          }}
        >
          {t('unrouted.redriveAll')}
        </Button>
      </Group>
      <Done text={done} onClose={() => setDone(null)} />
      {all.error && <ErrorNotice error={all.error} title={t('error.title')} />}
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
                <Text size="sm" fw={500}>
                  {reasonText(event.reason, t)}
                </Text>
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
                <Menu.Item onClick={() => setRedriving(event)}>{t('unrouted.redrive')}</Menu.Item>
                <Menu.Item color="red" onClick={() => setLeaving(event)}>
                  {t('common.delete')}
                </Menu.Item>
              </RowMenu>
            ),
          },
        ]}
      />
      <RedriveModal
        event={redriving}
        onDone={(text) => {
          setDone(text);
          void refresh();
        }}
        onClose={() => setRedriving(null)}
      />
      <Ask
        opened={leaving !== null}
        title={t('unrouted.deleteTitle')}
        text={t('unrouted.deleteText')}
        confirm={t('common.delete')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate(leaving.id)}
        onClose={() => {
          remove.reset();
          setLeaving(null);
        }}
      />
    </Stack>
  );
}
