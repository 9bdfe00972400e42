import { Checkbox, Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { Ask } from '../../components/Ask';
import { useSpeech } from '../../i18n/LanguageProvider';
import { nodesQuery } from '../nodes/api/nodes';
import { fleetSessions, moveMutation } from './api/sessions';

interface Props {
  opened: boolean;
  tenant: number;
  name: string;
  onMoved: (text: string) => void;
  onClose: () => void;
}

/** Takes a session to another node, of the platform's choice or the operator's. */
export function MoveModal({ opened, tenant, name, onMoved, onClose }: Props) {
  const { t, number } = useSpeech();
  const client = useQueryClient();
  const nodes = useQuery({ ...nodesQuery, enabled: opened });
  const [node, setNode] = useState<string | null>(null);
  const [force, setForce] = useState(false);
  const close = () => {
    move.reset();
    setNode(null);
    setForce(false);
    onClose();
  };
  const move = useMutation({
    ...moveMutation(tenant),
    onSuccess: ({ needs_scan }) => {
      void client.invalidateQueries({ queryKey: fleetSessions });
      void client.invalidateQueries({ queryKey: nodesQuery.queryKey });
      onMoved(t(needs_scan ? 'sessions.movedScan' : 'sessions.moved', { name }));
      close();
    },
  });
  const choices = (nodes.data?.nodes ?? []).map((one) => ({
    value: String(one.id),
    label: `${one.name} (${number(one.sessions)}/${number(one.capacity)})`,
    disabled: one.draining || one.state === 'unreachable',
  }));
  return (
    <Ask
      opened={opened}
      title={t('sessions.moveTitle', { name })}
      text={t('sessions.moveText')}
      confirm={t('sessions.move')}
      pending={move.isPending}
      error={move.error}
      onConfirm={() =>
        move.mutate({ ...(node && { node_id: Number(node) }), ...(force && { force }) })
      }
      onClose={close}
    >
      <Select
        label={t('sessions.moveTo')}
        placeholder={t('sessions.anyNode')}
        data={choices}
        value={node}
        onChange={setNode}
        clearable
        clearButtonProps={{ 'aria-label': t('common.clear') }}
      />
      <Checkbox
        label={t('sessions.force')}
        description={t('sessions.forceHint')}
        checked={force}
        onChange={(event) => setForce(event.currentTarget.checked)}
      />
    </Ask>
  );
}
