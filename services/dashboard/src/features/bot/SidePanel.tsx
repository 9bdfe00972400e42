import { Button, Card, Group, SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';

import { Icon } from '../../components/Icon';
import { useFilters } from '../../components/useFilters';
import { useWasTrue } from '../../components/useWasTrue';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { SideName } from './Side';
import { SideWaiting } from './SideWaiting';

const Side = lazy(async () => ({ default: (await import('./Side')).Side }));
const SideSheet = lazy(async () => ({ default: (await import('./SideSheet')).SideSheet }));

const SIDES = ['try', 'picture'] as const;

/** Beside the form: the flow played, or drawn. */
export function SidePanel({ usual }: { usual: SideName }) {
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
      <Suspense fallback={<SideWaiting />}>
        <Side side={side} />
      </Suspense>
    </Card>
  );
}

/** On a phone there is no beside: both come up from below. */
export function SideSheets() {
  const { t } = useSpeech();
  const [opened, setOpened] = useState<SideName | null>(null);
  const wasOpened = useWasTrue(opened !== null);
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
      {wasOpened && (
        <Suspense>
          <SideSheet side={opened} onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </>
  );
}
