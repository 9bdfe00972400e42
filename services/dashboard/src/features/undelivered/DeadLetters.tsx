import { Anchor, Menu, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import type { DeadLetter } from '../../api/types';
import { Ask } from '../../components/Ask';
import { Done } from '../../components/Done';
import { Empty } from '../../components/Empty';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Listing } from '../../components/Listing';
import { RowMenu } from '../../components/RowMenu';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import {
  deadLetterLists,
  deadLettersQuery,
  deleteLetterMutation,
  redriveLetterMutation,
} from './api/undelivered';

/** What reached its tenant and could not be worked with. */
export function DeadLetters() {
  const { t, number, dateTime } = useSpeech();
  const client = useQueryClient();
  const { get } = useFilters();
  const [leaving, setLeaving] = useState<DeadLetter | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const list = useQuery(deadLettersQuery(get('after')));
  const refresh = () => client.invalidateQueries({ queryKey: deadLetterLists });
  const redrive = useMutation({
    ...redriveLetterMutation,
    onSuccess: () => setDone(t('letters.redriven')),
    onSettled: refresh,
  });
  const remove = useMutation({
    ...deleteLetterMutation,
    onSuccess: () => setLeaving(null),
    onSettled: refresh,
  });
  return (
    <Stack gap="md">
      <Text c="dimmed" size="sm">
        {t('letters.intro')}
      </Text>
      <Done text={done} onClose={() => setDone(null)} />
      {redrive.error && <ErrorNotice error={redrive.error} title={t('error.title')} />}
      <Listing
        label={t('letters.title')}
        query={list}
        rows={({ letters }) => letters}
        rowKey={(letter) => letter.id}
        next={(page) => page.next_after}
        empty={<Empty icon="inbox" title={t('letters.empty')} hint={t('letters.emptyHint')} />}
        columns={[
          {
            key: 'reason',
            label: t('unrouted.reason'),
            main: true,
            cell: (letter: DeadLetter) => (
              <>
                <Text size="sm" fw={500} lang="en" lineClamp={3}>
                  <bdi>{letter.reason}</bdi>
                </Text>
                <Text size="xs" c="dimmed">
                  <bdi dir="ltr">{letter.event}</bdi>
                </Text>
              </>
            ),
          },
          {
            key: 'tenant',
            label: t('sessions.tenant'),
            cell: (letter) =>
              letter.tenant_id !== null && (
                <Anchor component={Link} to={`/tenants/${letter.tenant_id}`} size="sm">
                  <bdi dir="ltr">{letter.session}</bdi>
                </Anchor>
              ),
          },
          {
            key: 'consumer',
            label: t('letters.consumer'),
            cell: (letter) => <bdi dir="ltr">{letter.consumer}</bdi>,
          },
          {
            key: 'deliveries',
            label: t('letters.deliveries'),
            cell: (letter) => number(letter.deliveries),
          },
          { key: 'died', label: t('letters.died'), cell: (letter) => dateTime(letter.died_at) },
          {
            key: 'actions',
            label: t('common.actions'),
            actions: true,
            cell: (letter) => (
              <RowMenu name={`${letter.event} ${letter.id}`}>
                <Menu.Item
                  onClick={() => {
                    setDone(null);
                    redrive.mutate(letter.id);
                  }}
                >
                  {t('unrouted.redrive')}
                </Menu.Item>
                <Menu.Item color="red" onClick={() => setLeaving(letter)}>
                  {t('common.delete')}
                </Menu.Item>
              </RowMenu>
            ),
          },
        ]}
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
