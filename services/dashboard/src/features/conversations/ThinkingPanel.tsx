import { Title } from '@mantine/core';
import { lazy, Suspense, type ComponentProps } from 'react';

import { useWasTrue } from '../../components/useWasTrue';
import { useWide } from '../../components/useWide';
import { useSpeech } from '../../i18n/LanguageProvider';
import { Thinking } from './Thinking';

const ThinkingDrawer = lazy(async () => ({
  default: (await import('./ThinkingDrawer')).ThinkingDrawer,
}));

interface Props extends Omit<ComponentProps<typeof Thinking>, 'onFollow'> {
  opened: boolean;
  onClose: () => void;
}

/** What the bot is thinking: beside the chat where there is room, else above it when it is asked for. */
export function ThinkingPanel({ opened, onClose, ...thoughts }: Props) {
  const { t } = useSpeech();
  const isWide = useWide(75);
  const wasOpened = useWasTrue(opened);
  return (
    <>
      {isWide && (
        <aside className="chat-thoughts" aria-label={t('thinking.title')}>
          <Title order={3} size="h5" mb="md">
            {t('thinking.title')}
          </Title>
          <Thinking {...thoughts} onFollow={() => {}} />
        </aside>
      )}
      {wasOpened && (
        <Suspense>
          <ThinkingDrawer {...thoughts} opened={opened} onClose={onClose} />
        </Suspense>
      )}
    </>
  );
}
