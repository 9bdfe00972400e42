import { Anchor, Menu, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';

import type { DeadLetter } from '../../api/types';
import { Ask } from '../../components/Ask';
import { Done } from '../../components/Done';
import { Empty } from '../../components/Empty';
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
import { LookModal } from './LookModal';

type Doing = { what: 'look' | 'redrive' | 'delete'; letter: DeadLetter } | null;

/** What reached its tenant and could not be worked with. */
export function DeadLetters() {
  const { t, number, dateTime } = useSpeech();
  const client = useQueryClient();
  const { get } = useFilters();
  const [doing, setDoing] = useState<Doing>(null);
  const [done, setDone] = useState<string | null>(null);
  const list = useQuery(deadLettersQuery(get('after')));
  const refresh = () => client.invalidateQueries({ queryKey: deadLetterLists });
  const redrive = useMutation({
    ...redriveLetterMutation,
    onSuccess: (_, id) => {
      setDone(t('look.redriven', { id: number(id) }));
      setDoing(null);
    },
    onSettled: refresh,
  });
  const remove = useMutation({
    ...deleteLetterMutation,
    onSuccess: () => setDoing(null),
    onSettled: refresh,
  });
  const close = () => {
    redrive.reset();
    remove.reset();
    setDoing(null);
  };
  const looked = doing?.what === 'look' ? doing.letter : null;
  const ask = (what: 'look' | 'redrive' | 'delete', letter: DeadLetter) => {
    setDone(null);
    setDoing({ what, letter });
  };
  return (
    <Stack gap="md">
      <Text c="dimmed" size="sm">
        {t('letters.intro')}
      </Text>
      <Done text={done} onClose={() => setDone(null)} />
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
                <Anchor
                  component="button"
                  type="button"
                  ta="start"
                  onClick={() => ask('look', letter)}
                >
                  <Text size="sm" fw={500} lang="en" lineClamp={3}>
                    <bdi>{letter.reason}</bdi>
                  </Text>
                </Anchor>
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
            numeric: true,
            cell: (letter) => number(letter.deliveries),
          },
          { key: 'died', label: t('letters.died'), cell: (letter) => dateTime(letter.died_at) },
          {
            key: 'actions',
            label: t('common.actions'),
            actions: true,
            cell: (letter) => (
              <RowMenu name={`${letter.event} ${letter.id}`}>
                <Menu.Item onClick={() => ask('look', letter)}>{t('look.look')}</Menu.Item>
                <Menu.Item onClick={() => ask('redrive', letter)}>
                  {t('unrouted.redrive')}
                </Menu.Item>
                <Menu.Item color="red" onClick={() => ask('delete', letter)}>
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
                { label: t('unrouted.reason'), value: <bdi lang="en">{looked.reason}</bdi> },
                { label: t('look.event'), value: looked.event && <bdi>{looked.event}</bdi> },
                {
                  label: t('tenants.session'),
                  value: looked.session && <bdi>{looked.session}</bdi>,
                },
                {
                  label: t('sessions.tenant'),
                  value: looked.tenant_id !== null && (
                    <Anchor component={Link} to={`/tenants/${looked.tenant_id}`} inherit>
                      {looked.tenant_id}
                    </Anchor>
                  ),
                },
                { label: t('letters.consumer'), value: <bdi>{looked.consumer}</bdi> },
                { label: t('letters.deliveries'), value: number(looked.deliveries) },
                { label: t('letters.died'), value: dateTime(looked.died_at) },
              ]
            : []
        }
        onRedrive={() => looked && ask('redrive', looked)}
        onDelete={() => looked && ask('delete', looked)}
        onClose={close}
      />
      <Ask
        opened={doing?.what === 'redrive'}
        title={t('look.redriveTitle')}
        text={t('look.redriveText')}
        confirm={t('unrouted.redrive')}
        harmless
        pending={redrive.isPending}
        error={redrive.error}
        onConfirm={() => doing && redrive.mutate(doing.letter.id)}
        onClose={close}
      />
      <Ask
        opened={doing?.what === 'delete'}
        title={t('unrouted.deleteTitle')}
        text={t('unrouted.deleteText')}
        confirm={t('common.delete')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => doing && remove.mutate(doing.letter.id)}
        onClose={close}
      />
    </Stack>
  );
}
