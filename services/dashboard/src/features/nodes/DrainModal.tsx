import { Checkbox, List } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Node } from '../../api/types';
import { Ask } from '../../components/Ask';
import { useSpeech } from '../../i18n/LanguageProvider';
import { drainNodeMutation, nodesQuery } from './api/nodes';

interface Props {
  node: Node | null;
  onDone: (text: string) => void;
  onClose: () => void;
}

/** Nothing new comes to a node that drains; this says what goes, what stays, and lets decide about the linked. */
export function DrainModal({ node, onDone, onClose }: Props) {
  const { t, number } = useSpeech();
  const client = useQueryClient();
  const [moveLinked, setMoveLinked] = useState(false);
  const close = () => {
    drain.reset();
    setMoveLinked(false);
    onClose();
  };
  const drain = useMutation({
    ...drainNodeMutation,
    onSuccess: ({ moving, staying }) => {
      void client.invalidateQueries({ queryKey: nodesQuery.queryKey });
      onDone(t('nodes.drained', { moving: number(moving), staying: number(staying) }));
      close();
    },
  });
  const working = node?.working ?? 0;
  const others = (node?.sessions ?? 0) - working;
  return (
    <Ask
      opened={node !== null}
      title={t('nodes.drainTitle', { name: node?.name ?? '' })}
      text={t('nodes.drainText')}
      confirm={t('nodes.drain')}
      pending={drain.isPending}
      error={drain.error}
      onConfirm={() => node && drain.mutate({ id: node.id, move_linked: moveLinked })}
      onClose={close}
    >
      <List size="sm" spacing={4}>
        <List.Item>{t('nodes.drainMoves', { count: number(others) })}</List.Item>
        <List.Item>
          {t(moveLinked ? 'nodes.drainLinkedMove' : 'nodes.drainLinkedStay', {
            count: number(working),
          })}
        </List.Item>
      </List>
      <Checkbox
        label={t('nodes.moveLinked')}
        description={t(node?.storage ? 'nodes.moveLinkedShared' : 'nodes.moveLinkedScan')}
        checked={moveLinked}
        onChange={(event) => setMoveLinked(event.currentTarget.checked)}
      />
    </Ask>
  );
}
