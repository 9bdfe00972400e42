import { Stack } from '@mantine/core';
import { lazy, Suspense } from 'react';

import { Console } from './console/Console';
import { SideWaiting } from './SideWaiting';

// The library that draws is larger than all of the room: who does not look does not fetch it.
const Picture = lazy(() =>
  import('./picture/Picture').then(({ Picture: it }) => ({ default: it })),
);

export type SideName = 'try' | 'picture';

/** The flow played, or drawn. */
export function Side({ side, onOpen }: { side: SideName; onOpen?: () => void }) {
  if (side === 'try') {
    return <Console />;
  }
  return (
    <Suspense fallback={<SideWaiting />}>
      <Stack flex={1} mih={0} gap={0}>
        <Picture {...(onOpen && { onOpen })} />
      </Stack>
    </Suspense>
  );
}
