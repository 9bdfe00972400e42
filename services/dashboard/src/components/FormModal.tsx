import { Button, Group, Modal, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';

import { useSpeech } from '../i18n/LanguageProvider';
import { ErrorNotice } from './ErrorNotice';

interface ModalProps {
  opened: boolean;
  title: string;
  onClose: () => void;
  /** Mounted anew each time it is opened: nothing is left of the time before. */
  children: ReactNode;
}

export function FormModal({ opened, title, onClose, children }: ModalProps) {
  const { t } = useSpeech();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {children}
    </Modal>
  );
}

interface FormProps {
  submit: string;
  pending: boolean;
  error: Error | null;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** What is filled in, what went wrong with it, and the two ways out. */
export function ModalForm({ submit, pending, error, onSubmit, onClose, children }: FormProps) {
  const { t } = useSpeech();
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={send} noValidate>
      <Stack gap="md">
        {children}
        {error && <ErrorNotice error={error} title={t('error.title')} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={pending}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
