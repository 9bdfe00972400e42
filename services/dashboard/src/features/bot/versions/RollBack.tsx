import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { Ask } from '../../../components/Ask';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { rollbackMutation, type FlowVersion } from '../api/flows';
import { NoteField } from '../NoteField';
import { useBot } from '../useBot';
import { useVersionMade } from '../useVersionMade';

interface Props {
  /** What is to be brought back; null: nothing. */
  version: FlowVersion | null;
  onDone: (text: string) => void;
  onClose: () => void;
}

/** Publishes an earlier version again, after saying what that means. */
export function RollBack({ version, onDone, onClose }: Props) {
  const { t, number } = useSpeech();
  const { tenant, saved } = useBot();
  const [note, setNote] = useState('');
  const back = useMutation({
    ...rollbackMutation(tenant, saved.flow),
    onSuccess: useVersionMade(onDone, onClose),
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
      <NoteField value={note} onChange={setNote} />
    </Ask>
  );
}
