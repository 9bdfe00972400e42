import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';

import { useWasTrue } from '../../components/useWasTrue';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useBot } from './useBot';
import { useUnpublished } from './useUnpublished';

const PublishModal = lazy(async () => ({ default: (await import('./PublishModal')).PublishModal }));

interface Props {
  /** What was done, for the page to say. */
  onDone: (text: string) => void;
}

/** Gives the draft to customers, after saying what that means. */
export function Publish({ onDone }: Props) {
  const { t } = useSpeech();
  const [opened, setOpened] = useState(false);
  const wasOpened = useWasTrue(opened);
  const { flush } = useBot();
  const isSame = useUnpublished()?.length === 0;
  return (
    <>
      <Button
        size="xs"
        variant={isSame ? 'default' : 'filled'}
        onClick={() => {
          // What is said of the changes is said of what is saved.
          void flush();
          setOpened(true);
        }}
      >
        {t('flow.publish')}
      </Button>
      {wasOpened && (
        <Suspense>
          <PublishModal opened={opened} onDone={onDone} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
