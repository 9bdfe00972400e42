import { Drawer, ScrollArea, Title } from '@mantine/core';
import type { ComponentProps } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { Thinking } from './Thinking';

interface Props extends Omit<ComponentProps<typeof Thinking>, 'onFollow'> {
  opened: boolean;
  onClose: () => void;
}

/** What the bot is thinking: beside the chat where there is room, else above it. */
export function ThinkingPanel({ opened, onClose, ...thoughts }: Props) {
  const { t } = useSpeech();
  return (
    <>
      <aside className="chat-thoughts" aria-label={t('thinking.title')}>
        <Title order={3} size="h5" mb="md">
          {t('thinking.title')}
        </Title>
        <Thinking {...thoughts} onFollow={() => {}} />
      </aside>
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
    </>
  );
}
