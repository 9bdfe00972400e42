import {
  Button,
  Card,
  Center,
  Drawer,
  Group,
  Loader,
  SegmentedControl,
  Stack,
} from '@mantine/core';
import { lazy, Suspense, useState } from 'react';

import { Icon } from '../../components/Icon';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { Console } from './console/Console';

// The library that draws is larger than all of the room: who does not look does not fetch it.
const Picture = lazy(() =>
  import('./picture/Picture').then(({ Picture: it }) => ({ default: it })),
);

type Side = 'try' | 'picture';
const SIDES = ['try', 'picture'] as const;

/** Beside the form: the flow played, or drawn. */
export function SidePanel({ usual }: { usual: Side }) {
  const { t } = useSpeech();
  const { get, set } = useFilters();
  const side = SIDES.find((one) => one === get('side')) ?? usual;
  return (
    <Card withBorder padding={0} className="bot-side" component="aside" aria-label={t('flow.side')}>
      <SegmentedControl
        fullWidth
        value={side}
        onChange={(value) => set('side', value, true)}
        data={SIDES.map((value) => ({ value, label: t(`flow.side.${value}`) }))}
        m="xs"
      />
      <Shown side={side} />
    </Card>
  );
}

/** On a phone there is no beside: both come up from below. */
export function SideSheets() {
  const { t } = useSpeech();
  const [opened, setOpened] = useState<Side | null>(null);
  return (
    <>
      <div className="bot-sheets">
        <Group grow gap="sm">
          {SIDES.map((side) => (
            <Button
              key={side}
              variant={side === 'try' ? 'filled' : 'default'}
              leftSection={<Icon shape={side === 'try' ? 'chat' : 'branch'} size={18} />}
              onClick={() => setOpened(side)}
            >
              {t(`flow.side.${side}`)}
            </Button>
          ))}
        </Group>
      </div>
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="bottom"
        size="88%"
        padding={0}
        title={opened && t(`flow.side.${opened}`)}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ header: 'bot-sheet-head', body: 'bot-sheet-body', content: 'bot-sheet' }}
      >
        {opened && <Shown side={opened} onOpen={() => setOpened(null)} />}
      </Drawer>
    </>
  );
}

function Shown({ side, onOpen }: { side: Side; onOpen?: () => void }) {
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
