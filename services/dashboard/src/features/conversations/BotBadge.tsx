import { Badge } from '@mantine/core';

import type { Conversation } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';

const COLOURS = {
  answering: 'teal',
  paused: 'orange',
  shielded: 'gray',
  opted_out: 'red',
  agent: 'blue',
} satisfies Record<Conversation['bot'], string>;

/** Who answers in a conversation. */
export function BotBadge({ bot }: { bot: Conversation['bot'] }) {
  const { t } = useSpeech();
  return (
    <Badge
      color={COLOURS[bot]}
      variant="light"
      size="sm"
      tt="none"
      fw={500}
      style={{ flex: 'none' }}
    >
      {t(`chat.bot.${bot}`)}
    </Badge>
  );
}
