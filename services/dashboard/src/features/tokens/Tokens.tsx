import { Button, Group, Menu, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { ApiToken } from '../../api/types';
import { Ask } from '../../components/Ask';
import { Empty } from '../../components/Empty';
import { FormModal } from '../../components/FormModal';
import { Icon } from '../../components/Icon';
import { Listing } from '../../components/Listing';
import { RowMenu } from '../../components/RowMenu';
import { useSpeech } from '../../i18n/LanguageProvider';
import { revokeTokenMutation, tokensQuery, type Realm } from './api/tokens';
import { CreateToken } from './CreateToken';

interface Props {
  realm: Realm;
  intro: string;
}

/** What machines sign in with. */
export function Tokens({ realm, intro }: Props) {
  const { t, date, dateTime } = useSpeech();
  const client = useQueryClient();
  const [creating, { open, close }] = useDisclosure();
  const [revoked, setRevoked] = useState<ApiToken | null>(null);
  const list = useQuery(tokensQuery(realm));
  const revoke = useMutation({
    ...revokeTokenMutation(realm),
    onSuccess: () => setRevoked(null),
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery(realm).queryKey }),
  });
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Text c="dimmed" size="sm" style={{ flex: '1 1 16rem' }}>
          {intro}
        </Text>
        <Button leftSection={<Icon shape="plus" size={18} />} onClick={open}>
          {t('tokens.add')}
        </Button>
      </Group>
      <Listing
        label={t('tokens.title')}
        query={list}
        rows={({ tokens }) => tokens}
        rowKey={(token) => token.id}
        empty={<Empty icon="key" title={t('tokens.empty')} hint={t('tokens.emptyHint')} />}
        columns={[
          {
            key: 'name',
            label: t('tokens.name'),
            main: true,
            cell: (token: ApiToken) => (
              <Text fw={500} size="sm">
                <bdi>{token.name}</bdi>
              </Text>
            ),
          },
          { key: 'created', label: t('tokens.created'), cell: (token) => date(token.created_at) },
          {
            key: 'used',
            label: t('tokens.used'),
            cell: (token) =>
              token.last_used_at ? dateTime(token.last_used_at) : t('tokens.never'),
          },
          {
            key: 'actions',
            label: t('common.actions'),
            actions: true,
            cell: (token) => (
              <RowMenu name={token.name}>
                <Menu.Item color="red" onClick={() => setRevoked(token)}>
                  {t('tokens.revoke')}
                </Menu.Item>
              </RowMenu>
            ),
          },
        ]}
      />
      <FormModal opened={creating} title={t('tokens.addTitle')} onClose={close}>
        <CreateToken realm={realm} onClose={close} />
      </FormModal>
      <Ask
        opened={revoked !== null}
        title={t('tokens.revokeTitle')}
        text={t('tokens.revokeText', { name: revoked?.name ?? '' })}
        confirm={t('tokens.revoke')}
        pending={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoked && revoke.mutate(revoked.id)}
        onClose={() => {
          revoke.reset();
          setRevoked(null);
        }}
      />
    </Stack>
  );
}
