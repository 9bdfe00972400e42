import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { useSpeech } from '../i18n/LanguageProvider';
import { ErrorNotice } from './ErrorNotice';

interface Props {
  opened: boolean;
  title: string;
  text: string;
  /** What the button says: the deed itself, never "yes". */
  confirm: string;
  harmless?: boolean;
  pending: boolean;
  error: Error | null;
  /** What has to be typed first, for what can never be undone. */
  typing?: string;
  children?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

/** A question before something that is not easily undone. */
export function Ask({ opened, title, onClose, ...rest }: Props) {
  const { t } = useSpeech();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {/* Mounted anew each time it is opened: nothing is left of the time before. */}
      <Question onClose={onClose} {...rest} />
    </Modal>
  );
}

function Question(props: Omit<Props, 'opened' | 'title'>) {
  const { text, confirm, harmless = false, pending, error, typing, children } = props;
  const { t } = useSpeech();
  const [typed, setTyped] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.onConfirm();
      }}
    >
      <Stack gap="md">
        <Text>{text}</Text>
        {children}
        {typing !== undefined && (
          <TextInput
            label={t('common.typeName', { name: typing })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            dir="auto"
            data-autofocus
          />
        )}
        {error && <ErrorNotice error={error} title={t('error.title')} />}
        <Group justify="flex-end" gap="sm">
          {/* First in the order of the keyboard: Enter shall not do it by accident. */}
          <Button
            variant="default"
            onClick={props.onClose}
            data-autofocus={typing === undefined || undefined}
          >
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            {...(harmless ? {} : { color: 'red' })}
            loading={pending}
            disabled={typing !== undefined && typed.trim() !== typing}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
