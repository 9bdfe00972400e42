import { Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { Ask } from '../../../components/Ask';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { flowsQuery, rollbackMutation, type FlowVersion } from '../api/flows';
import { useBot } from '../useBot';

interface Props {
  /** What is to be brought back; null: nothing. */
  version: FlowVersion | null;
  onDone: (text: string) => void;
  onClose: () => void;
}

/** Publishes an earlier version again, after saying what that means. */
export function RollBack({ version, onDone, onClose }: Props) {
  const { t, number } = useSpeech();
  const { tenant, saved, published } = useBot();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const name = saved.flow;
  const back = useMutation({
    ...rollbackMutation(tenant, name),
    onSuccess: ({ version: made }) => {
      for (const queryKey of [flowsQuery(tenant).queryKey, ['flow-versions', tenant, name]]) {
        void client.invalidateQueries({ queryKey });
      }
      published(made.version);
      onDone(t('flow.published', { n: number(made.version) }));
      onClose();
    },
  });
  const n = version ? number(version.version) : '';
  return (
    <Ask
      opened={version !== null}
      title={t('flow.restoreTitle', { n })}
      text={t('flow.restoreText')}
      confirm={t('flow.restore')}
      harmless
      pending={back.isPending}
      error={back.error}
      onConfirm={() =>
        version && back.mutate({ version: version.version, note: note.trim() || null })
      }
      onClose={() => {
        back.reset();
        onClose();
      }}
    >
      <Textarea
        label={t('flow.note')}
        description={t('flow.noteHint')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={500}
        autosize
        minRows={2}
        dir="auto"
      />
    </Ask>
  );
}
