import { Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Node } from '../../api/types';
import { Ask } from '../../components/Ask';
import { Done } from '../../components/Done';
import { Empty } from '../../components/Empty';
import { ErrorNotice } from '../../components/ErrorNotice';
import { FormModal } from '../../components/FormModal';
import { Icon } from '../../components/Icon';
import { Listing } from '../../components/Listing';
import { PageHead } from '../../components/PageHead';
import { useSpeech } from '../../i18n/LanguageProvider';
import {
  addNodeMutation,
  changeNodeMutation,
  changes,
  nodesQuery,
  removeNodeMutation,
  testNodeMutation,
} from './api/nodes';
import { DrainModal } from './DrainModal';
import { NodeForm } from './NodeForm';
import { NodeMenu } from './NodeMenu';
import { Fill, NodeState } from './NodeState';

type Doing = { what: 'edit' | 'drain' | 'remove'; node: Node } | { what: 'add' } | null;

export function NodesPage() {
  const { t, number } = useSpeech();
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing>(null);
  const [done, setDone] = useState<string | null>(null);
  const list = useQuery(nodesQuery);
  const refresh = () => client.invalidateQueries({ queryKey: nodesQuery.queryKey });
  const closed = { onSuccess: () => setDoing(null), onSettled: refresh };
  const add = useMutation({ ...addNodeMutation, ...closed });
  const change = useMutation({ ...changeNodeMutation, ...closed });
  const remove = useMutation({ ...removeNodeMutation, ...closed });
  const test = useMutation({
    ...testNodeMutation,
    onSuccess: ({ engine, version, sessions }, id) => {
      const name = list.data?.nodes.find((node) => node.id === id)?.name ?? '';
      setDone(t('nodes.tested', { name, engine, version, sessions: number(sessions) }));
    },
    onSettled: refresh,
  });
  const close = () => {
    [add, change, remove].forEach((mutation) => mutation.reset());
    setDoing(null);
  };
  const of = (what: 'edit' | 'drain' | 'remove') =>
    doing && 'node' in doing && doing.what === what ? doing.node : null;
  const edited = of('edit');
  const leaving = of('remove');
  return (
    <Stack gap="lg">
      <PageHead title={t('nodes.title')} intro={t('nodes.intro')}>
        <Button
          leftSection={<Icon shape="plus" size={18} />}
          onClick={() => setDoing({ what: 'add' })}
        >
          {t('nodes.add')}
        </Button>
      </PageHead>
      <Done text={done} onClose={() => setDone(null)} />
      {test.error && <ErrorNotice error={test.error} title={t('nodes.testFailed')} />}
      {/* Its own error stands in the question that asked for it. */}
      {change.error && !edited && <ErrorNotice error={change.error} title={t('error.title')} />}
      <Listing
        label={t('nodes.title')}
        query={list}
        rows={({ nodes }) => nodes}
        rowKey={(node) => node.id}
        empty={<Empty icon="server" title={t('nodes.empty')} hint={t('nodes.emptyHint')} />}
        columns={[
          {
            key: 'name',
            label: t('nodes.name'),
            main: true,
            cell: (node: Node) => (
              <>
                <Text fw={500} size="sm">
                  <bdi>{node.name}</bdi>
                </Text>
                <Text size="xs" c="dimmed">
                  <bdi dir="ltr">{node.api_url}</bdi>
                </Text>
              </>
            ),
          },
          { key: 'state', label: t('tenants.state'), cell: (node) => <NodeState node={node} /> },
          { key: 'fill', label: t('nodes.sessions'), cell: (node) => <Fill node={node} /> },
          {
            key: 'engine',
            label: t('nodes.engine'),
            cell: (node) =>
              node.engine && (
                <Text size="sm" dir="ltr">
                  {node.engine} {node.version}
                </Text>
              ),
          },
          {
            key: 'actions',
            label: t('common.actions'),
            actions: true,
            cell: (node) => (
              <NodeMenu
                node={node}
                testing={test.isPending && test.variables === node.id}
                onTest={() => {
                  setDone(null);
                  test.mutate(node.id);
                }}
                onTakeBack={() => change.mutate({ id: node.id, draining: false })}
                onAsk={(what) => setDoing({ what, node })}
              />
            ),
          },
        ]}
      />
      <FormModal opened={doing?.what === 'add'} title={t('nodes.addTitle')} onClose={close}>
        <NodeForm
          submit={t('nodes.addSubmit')}
          pending={add.isPending}
          error={add.error}
          onSubmit={(fields) => add.mutate(fields)}
          onClose={close}
        />
      </FormModal>
      <FormModal opened={edited !== null} title={t('nodes.editTitle')} onClose={close}>
        {edited && (
          <NodeForm
            node={edited}
            submit={t('common.save')}
            pending={change.isPending}
            error={change.error}
            onSubmit={(fields) => change.mutate({ id: edited.id, ...changes(edited, fields) })}
            onClose={close}
          />
        )}
      </FormModal>
      <DrainModal node={of('drain')} onDone={setDone} onClose={close} />
      <Ask
        opened={leaving !== null}
        title={t('nodes.removeTitle', { name: leaving?.name ?? '' })}
        text={t('nodes.removeText')}
        confirm={t('nodes.remove')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate(leaving.id)}
        onClose={close}
      />
    </Stack>
  );
}
