import { Group, Kbd, Modal, Stack, Switch, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { useSpeech } from '../i18n/LanguageProvider';

interface Props {
  /** How many places of the menu have a key. */
  places: number;
  opened: boolean;
  onClose: () => void;
  /** Whether single keys do something. */
  on: boolean;
  onChange: (on: boolean) => void;
}

/** Tells which keys do something, and turns them off. */
export function KeysHelp({ places, opened, onClose, on, onChange }: Props) {
  const { t } = useSpeech();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('shortcuts.title')}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="md">
        <Stack gap="sm" component="dl" m={0}>
          <Line text={t('shortcuts.help')}>
            <Kbd>?</Kbd>
          </Line>
          <Line text={t('shortcuts.search')}>
            <Kbd>/</Kbd>
          </Line>
          <Line text={t('shortcuts.go')}>
            <Kbd>G</Kbd>
            <Text size="xs" c="dimmed" span>
              {t('shortcuts.then')}
            </Text>
            <Kbd dir="ltr" style={{ whiteSpace: 'nowrap' }}>
              1 … {Math.min(places, 9)}
            </Kbd>
          </Line>
          <Line text={t('shortcuts.close')}>
            <Kbd>Esc</Kbd>
          </Line>
        </Stack>
        <Switch
          label={t('shortcuts.on')}
          description={t('shortcuts.onHint')}
          checked={on}
          onChange={({ currentTarget: { checked } }) => onChange(checked)}
        />
      </Stack>
    </Modal>
  );
}

function Line({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Group justify="space-between" gap="md" wrap="nowrap">
      <Text size="sm" component="dt">
        {text}
      </Text>
      <Group component="dd" gap={6} m={0} wrap="nowrap" flex="none">
        {children}
      </Group>
    </Group>
  );
}
