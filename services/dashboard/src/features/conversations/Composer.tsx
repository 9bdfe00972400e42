import { ActionIcon, Group, Text, Textarea } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';

import type { Conversation } from '../../api/types';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';

/** As the API has it. */
const MOST = 4_096;

/** Where a person writes to the customer. */
export function Composer(props: { conversation: Conversation; onWrite: (text: string) => void }) {
  const { conversation, onWrite } = props;
  const { t, number } = useSpeech();
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  if (conversation.contact.opted_out) {
    return (
      <div className="chat-write">
        <Text size="sm" c="dimmed" ta="center">
          {t('chat.state.opted_out')}
        </Text>
      </div>
    );
  }
  const said = text.trim();
  const tooLong = [...said].length > MOST;
  const send = () => {
    if (said !== '' && !tooLong) {
      onWrite(said);
      setText('');
    }
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // A phone's Enter is for a new line, and that of a half-written word for the word.
    const isTouched = window.matchMedia?.('(pointer: coarse)').matches;
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing && !isTouched) {
      event.preventDefault();
      send();
    }
  };
  return (
    <form
      className="chat-write"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Textarea
          ref={field}
          flex={1}
          aria-label={t('chat.write')}
          placeholder={t('chat.writePlaceholder')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          autosize
          minRows={1}
          maxRows={6}
          dir="auto"
          error={tooLong && t('chat.tooLong', { most: number(MOST) })}
        />
        <ActionIcon
          type="submit"
          size={36}
          aria-label={t('chat.send')}
          disabled={said === '' || tooLong}
        >
          <Icon shape="send" />
        </ActionIcon>
      </Group>
      {conversation.bot === 'answering' && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('chat.silences')}
        </Text>
      )}
    </form>
  );
}
