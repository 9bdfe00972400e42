import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';

export interface Fact {
  label: string;
  value: ReactNode;
}

interface Props {
  /** Null: nothing is looked at. */
  id: number | null;
  facts: Fact[];
  onRedrive: () => void;
  onDelete: () => void;
  onClose: () => void;
}

/** All that is known of an event, and what can be done with it. */
export function LookModal({ id, facts, onRedrive, onDelete, onClose }: Props) {
  const { t, number } = useSpeech();
  return (
    <Modal
      opened={id !== null}
      onClose={onClose}
      title={id !== null && t('look.title', { id: number(id) })}
      centered
      // What was looked at is gone at once, and does not shrink while it fades.
      transitionProps={{ exitDuration: 0 }}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="md">
        <Stack component="dl" gap="sm" m={0}>
          {facts.map(({ label, value }) => (
            <div key={label}>
              <Text component="dt" size="xs" c="dimmed">
                {label}
              </Text>
              <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
                {value || (
                  <Text span inherit c="dimmed">
                    {t('look.unknown')}
                  </Text>
                )}
              </Text>
            </div>
          ))}
        </Stack>
        <Text size="xs" c="dimmed">
          {t('look.secret')}
        </Text>
        <Group justify="space-between" gap="sm">
          <Button variant="subtle" color="red" onClick={onDelete}>
            {t('common.delete')}
          </Button>
          <Button onClick={onRedrive}>{t('unrouted.redrive')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
