import { Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { ApiError } from '../../api/client';
import { FormModal, ModalForm } from '../../components/FormModal';
import { LANGUAGES } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';
import { publishDraft } from './api/flows';
import { FindingList } from './FindingList';
import { NoteField } from './NoteField';
import { useBot } from './useBot';
import { useUnpublished } from './useUnpublished';
import { useVersionMade } from './useVersionMade';

interface Props {
  /** What was done, for the page to say. */
  onDone: (text: string) => void;
  onClose: () => void;
}

/** What it means to give the draft to customers, and the button for it. */
export function PublishModal({ opened, onDone, onClose }: Props & { opened: boolean }) {
  const { t } = useSpeech();
  return (
    <FormModal opened={opened} title={t('flow.publishTitle')} onClose={onClose}>
      <PublishForm onDone={onDone} onClose={onClose} />
    </FormModal>
  );
}

function PublishForm({ onDone, onClose }: Props) {
  const speech = useSpeech();
  const { t, number } = speech;
  const { tenant, saved, findings, flush } = useBot();
  const [note, setNote] = useState('');
  const changes = useUnpublished();
  const name = saved.flow;
  const publish = useMutation({
    mutationKey: ['flow-publish', tenant, name],
    mutationFn: async (body: { note: string | null }) => {
      const revision = await flush();
      if (revision === null) {
        throw new ApiError(0, 'draft_unsaved', t('flow.notSaved'));
      }
      return publishDraft(tenant, name, { revision, ...body });
    },
    onSuccess: useVersionMade(onDone, onClose),
  });
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    return (
      <Stack gap="sm">
        <Text>{t('flow.cannotPublish')}</Text>
        <FindingList onJump={onClose} />
      </Stack>
    );
  }
  const isSame = changes?.length === 0;
  return (
    <ModalForm
      submit={t('flow.publish')}
      pending={publish.isPending}
      error={publish.error}
      onSubmit={() => publish.mutate({ note: note.trim() || null })}
      onClose={onClose}
    >
      <Text size="sm">{t('flow.publishNew')}</Text>
      <Text size="sm">{t('flow.publishRunning')}</Text>
      {changes && (
        <Text size="sm" fw={500}>
          {isSame
            ? t('flow.publishSame')
            : t('flow.publishChanges', {
                n: number(changes.length),
                where: new Intl.ListFormat(LANGUAGES[speech.language].locale).format(
                  changes.map(({ title }) => title),
                ),
              })}
        </Text>
      )}
      <NoteField value={note} onChange={setNote} data-autofocus />
    </ModalForm>
  );
}
