import { ActionIcon, Group, Menu, TextInput } from '@mantine/core';
import { useState } from 'react';

import { Icon } from '../../../components/Icon';
import type { Key } from '../../../i18n/en';
import { useSpeech } from '../../../i18n/LanguageProvider';
import type { InputKind } from '../api/flows';

/** What a customer sends that is no text. */
const OTHERS = ['voice', 'media', 'place', 'contact'] as const;
/** What they are called where nothing was written. */
const NAMES: Partial<Record<InputKind, string>> = { place: 'Dubai Marina', contact: 'Omar' };

interface Props {
  isFull: boolean;
  onSay: (kind: InputKind, text: string) => void;
}

/** What the customer does next. */
export function ConsoleInput({ isFull, onSay }: Props) {
  const { t } = useSpeech();
  const [text, setText] = useState('');
  const send = (kind: InputKind) => {
    const words = text.trim();
    if (kind === 'text' && words === '') {
      return;
    }
    onSay(kind, words || (NAMES[kind] ?? ''));
    setText('');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send('text');
      }}
    >
      <Group gap={6} p="sm" wrap="nowrap">
        <Menu position="top-start">
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              disabled={isFull}
              aria-label={t('flow.attach')}
              title={t('flow.attach')}
            >
              <Icon shape="plus" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {OTHERS.map((kind) => (
              <Menu.Item key={kind} onClick={() => send(kind)}>
                {t(`flow.input.${kind}` as Key)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <TextInput
          flex={1}
          aria-label={t('flow.asCustomer')}
          placeholder={t(isFull ? 'flow.tryFull' : 'flow.asCustomer')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          disabled={isFull}
          maxLength={4096}
          autoComplete="off"
          dir="auto"
        />
        <ActionIcon type="submit" size="lg" disabled={isFull} aria-label={t('flow.send')}>
          <Icon shape="send" size={18} />
        </ActionIcon>
      </Group>
    </form>
  );
}
