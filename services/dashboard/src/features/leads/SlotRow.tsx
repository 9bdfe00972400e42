import { ActionIcon, Anchor, Text } from '@mantine/core';
import { Link, type LinkProps } from 'react-router';

import type { ConversationMessage, LeadSlot } from '../../api/types';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { actorText } from './actor-text';
import { slotName } from './slot-kind';
import { slotText } from './slot-text';

interface Props {
  name: string;
  slot: LeadSlot;
  /** Where the message is that said it. */
  toSource: Pick<LinkProps, 'to' | 'replace' | 'onClick'> | null;
  /** That message, if it is at hand. */
  source: Pick<ConversationMessage, 'body'> | undefined;
  /** Somebody was here before, and goes on from here. */
  focused?: boolean;
  onEdit?: () => void;
}

/** One thing that is known, and how one knows it. */
export function SlotRow({ name, slot, toSource, source, focused = false, onEdit }: Props) {
  const speech = useSpeech();
  const { t } = speech;
  const what = slotName(name, t);
  const text = slotText(name, slot.value, speech);
  return (
    <div className="slot-row">
      <Text size="sm" c="dimmed">
        {what}
      </Text>
      <div>
        {/* In their own direction, at the side where the page's begin. */}
        <Text size="sm" fw={500} {...(text === null ? { c: 'dimmed' } : {})}>
          <bdi>{text ?? t('leads.notKnown')}</bdi>
        </Text>
        {slot.corrected_by ? (
          <Text size="xs" c="dimmed">
            <bdi>{t('leads.correctedBy', { who: actorText(slot.corrected_by, t) })}</bdi>
          </Text>
        ) : (
          toSource !== null && (
            <Anchor
              component={Link}
              {...toSource}
              size="xs"
              aria-label={`${t('leads.source')} (${what})${source?.body ? `: ${source.body}` : ''}`}
            >
              {source?.body ? (
                <Text span inherit lineClamp={1}>
                  <bdi>“{source.body}”</bdi>
                </Text>
              ) : (
                t('leads.source')
              )}
            </Anchor>
          )
        )}
      </div>
      {onEdit && (
        <ActionIcon
          variant="subtle"
          color="gray"
          autoFocus={focused}
          onClick={onEdit}
          aria-label={t('leads.edit', { what })}
        >
          <Icon shape="pencil" size={18} />
        </ActionIcon>
      )}
    </div>
  );
}
