import { Center, Loader, Stack } from '@mantine/core';
import { lazy, Suspense } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { Console } from './console/Console';

// The library that draws is larger than all of the room: who does not look does not fetch it.
const Picture = lazy(() =>
  import('./picture/Picture').then(({ Picture: it }) => ({ default: it })),
);

export type SideName = 'try' | 'picture';

/** The flow played, or drawn. */
export function Side({ side, onOpen }: { side: SideName; onOpen?: () => void }) {
  const { t } = useSpeech();
  if (side === 'try') {
    return <Console />;
  }
  return (
    <Suspense
      fallback={
        <Center flex={1}>
          <Loader aria-label={t('common.loading')} />
        </Center>
      }
    >
      <Stack flex={1} mih={0} gap={0}>
        <Picture {...(onOpen && { onOpen })} />
      </Stack>
    </Suspense>
  );
}
