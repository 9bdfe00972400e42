import { Drawer, ScrollArea } from '@mantine/core';
import type { ComponentProps } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { Thinking } from './Thinking';

interface Props extends Omit<ComponentProps<typeof Thinking>, 'onFollow'> {
  opened: boolean;
  onClose: () => void;
}

/** What the bot is thinking, above the chat. */
export function ThinkingDrawer({ opened, onClose, ...thoughts }: Props) {
  const { t } = useSpeech();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={t('thinking.title')}
      position="right"
      size="sm"
      scrollAreaComponent={ScrollArea.Autosize}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Thinking {...thoughts} onFollow={onClose} />
    </Drawer>
  );
}
