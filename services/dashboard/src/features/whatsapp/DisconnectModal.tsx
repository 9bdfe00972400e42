import { Button, Group, Modal, Stack, Text } from '@mantine/core';

import { ErrorNotice } from '../../components/ErrorNotice';
import { useSpeech } from '../../i18n/LanguageProvider';

interface Props {
  opened: boolean;
  pending: boolean;
  error: Error | null;
  onConfirm: () => void;
  onClose: () => void;
}

export function DisconnectModal({ opened, pending, error, onConfirm, onClose }: Props) {
  const { t } = useSpeech();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('whatsapp.askTitle')}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="md">
        <Text>{t('whatsapp.askText')}</Text>
        {error && <ErrorNotice error={error} title={t('error.title')} />}
        <Group justify="flex-end" gap="sm">
          {/* First in the order of the keyboard: Enter shall not unlink a phone by accident. */}
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={pending} onClick={onConfirm}>
            {t('whatsapp.disconnect')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
