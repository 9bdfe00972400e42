import { ActionIcon, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useRef, useState, type KeyboardEvent } from 'react';

import { GrowingTextarea } from '../../components/GrowingTextarea';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { leadQuery } from '../leads/api/leads';
import { faqQuery } from './api/faq';
import type { Conversation } from '../../api/types';
import { setDraft, useDraft } from './drafts';
import { quickReplies, type QuickReply } from './quick-replies';
import { QuickReplyList } from './QuickReplyList';
import { recent } from './recent';

/** As the API has it. */
const MOST = 4_096;

interface Props {
  tenant: number;
  conversation: Conversation;
  onWrite: (text: string) => void;
}

/** Where a person writes to the customer. */
export function Composer({ tenant, conversation, onWrite }: Props) {
  const { t, number } = useSpeech();
  const { id, lead_id, contact, bot } = conversation;
  const text = useDraft(tenant, id);
  const setText = (now: string) => setDraft(tenant, id, now);
  const field = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const [asked, setAsked] = useState(false);
  const [refused, setRefused] = useState(false);
  const [at, setAt] = useState(0);

  // A slash alone at the beginning asks for what was said before.
  const isSlash = text.startsWith('/') && !text.includes('\n');
  const isOpen = asked || (isSlash && !refused);
  const faq = useQuery({ ...faqQuery(tenant), enabled: isOpen });
  const lead = useQuery({
    ...leadQuery(tenant, lead_id ?? 0),
    enabled: isOpen && lead_id !== null,
  });
  const found = isOpen
    ? quickReplies(
        faq.data,
        recent(tenant),
        lead.data?.language ?? null,
        isSlash ? text.slice(1) : '',
      )
    : [];
  const chosen = Math.min(at, found.length - 1);

  if (contact.opted_out) {
    return (
      <div className="chat-write">
        <Text size="sm" c="dimmed" ta="center" py={6}>
          {t('chat.cannotWrite')}
        </Text>
      </div>
    );
  }
  const said = text.trim();
  const tooLong = [...said].length > MOST;
  const close = () => {
    setAsked(false);
    setRefused(true);
    setAt(0);
  };
  const choose = (reply: QuickReply) => {
    const isBegun = said !== '' && !isSlash;
    setText(isBegun ? `${text.trimEnd()} ${reply.text}` : reply.text);
    close();
    field.current?.focus();
  };
  const send = () => {
    if (said !== '' && !tooLong) {
      onWrite(said);
      setText('');
      close();
    }
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    if (event.nativeEvent.isComposing || event.altKey) {
      return;
    }
    if (isOpen && key === 'Escape') {
      event.stopPropagation();
      close();
      return;
    }
    if (key === 'Escape') {
      field.current?.blur();
      event.stopPropagation();
      return;
    }
    const choice = found[chosen];
    if (isOpen && choice) {
      if (key === 'ArrowDown' || key === 'ArrowUp') {
        event.preventDefault();
        setAt((chosen + (key === 'ArrowDown' ? 1 : -1) + found.length) % found.length);
        return;
      }
      if (key === 'Enter' || key === 'Tab') {
        event.preventDefault();
        choose(choice);
        return;
      }
    }
    // A phone's Enter is for a new line.
    const isTouched = window.matchMedia?.('(pointer: coarse)').matches;
    if (key === 'Enter' && !event.shiftKey && !isTouched) {
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
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) {
          setAsked(false);
        }
      }}
    >
      {isOpen && (
        <QuickReplyList
          id={list}
          replies={found}
          chosen={chosen}
          isPending={faq.isPending}
          onChoose={choose}
        />
      )}
      <Group gap={6} align="flex-end" wrap="nowrap">
        <ActionIcon
          size={36}
          variant="subtle"
          color="gray"
          aria-label={t('chat.quick')}
          aria-expanded={isOpen}
          title={t('chat.quickHint')}
          onClick={() => {
            if (isOpen) {
              close();
            } else {
              setAsked(true);
            }
            field.current?.focus();
          }}
        >
          <Icon shape="bolt" />
        </ActionIcon>
        <GrowingTextarea
          ref={field}
          flex={1}
          aria-label={t('chat.write')}
          aria-autocomplete="list"
          {...(isOpen && found.length > 0
            ? { 'aria-controls': list, 'aria-activedescendant': `${list}-${chosen}` }
            : {})}
          placeholder={t('chat.writePlaceholder')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setRefused(false);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
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
      {bot === 'answering' && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('chat.silences')}
        </Text>
      )}
    </form>
  );
}
