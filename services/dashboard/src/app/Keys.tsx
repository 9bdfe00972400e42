import { Group, Kbd, Modal, Stack, Switch, Text } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';

import { useSpeech } from '../i18n/LanguageProvider';
import { isTaken, keepOn, keptOn, meaning } from './shortcuts';

interface Props {
  /** Where the menu leads, in its order. */
  places: string[];
  opened: boolean;
  onOpen: () => void;
  onClose: () => void;
}

/** A place is meant for so long after the key that announces it. */
const PATIENCE = 1_500;

/** What single keys do, and the help that says so. */
export function Keys({ places, opened, onOpen, onClose }: Props) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const [on, setOn] = useState(keptOn);
  const going = useRef(0);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!on || isTaken(event)) {
        return;
      }
      const pressed = meaning(event);
      const place = typeof pressed === 'number' ? places[pressed - 1] : undefined;
      const announced = event.timeStamp - going.current < PATIENCE;
      going.current = pressed === 'go' ? event.timeStamp : -PATIENCE;
      if (pressed === 'help') {
        onOpen();
      } else if (pressed === 'search') {
        const field = document.querySelector<HTMLElement>('main input[type="search"]');
        if (field) {
          event.preventDefault();
          field.focus();
        }
      } else if (place && announced) {
        event.preventDefault();
        void navigate(place);
      }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [on, places, navigate, onOpen]);
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
            <Kbd dir="ltr">1 … {Math.min(places.length, 9)}</Kbd>
          </Line>
          <Line text={t('shortcuts.close')}>
            <Kbd>Esc</Kbd>
          </Line>
        </Stack>
        <Switch
          label={t('shortcuts.on')}
          description={t('shortcuts.onHint')}
          checked={on}
          onChange={({ currentTarget: { checked } }) => {
            keepOn(checked);
            setOn(checked);
          }}
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
      <Group component="dd" gap={6} m={0} wrap="nowrap">
        {children}
      </Group>
    </Group>
  );
}
