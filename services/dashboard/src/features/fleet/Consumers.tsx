import { Group, Text } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';
import type { Watched } from './api/fleet';
import { FleetTable } from './FleetTable';
import { consumerKey, rates } from './samples';
import { Sparkline } from './Sparkline';
import { consumerVerdict } from './verdict';

/** Who works on what comes in, how fast, and what is still before them. */
export function Consumers({ watched: { fleet, samples } }: { watched: Watched }) {
  const { t, number } = useSpeech();
  return (
    <FleetTable
      title={t('fleet.consumers')}
      intro={t('fleet.consumersIntro')}
      kind="consumer"
      label={t('fleet.who')}
      rows={fleet.consumers}
      rowKey={consumerKey}
      verdict={(one) => consumerVerdict(one, samples)}
      columns={[
        {
          key: 'rate',
          label: t('fleet.rate'),
          cell: (one) => <Rate values={rates(samples[consumerKey(one)])} />,
        },
        {
          key: 'waiting',
          label: t('fleet.waiting'),
          numeric: true,
          cell: (one) => number(one.waiting),
        },
        {
          key: 'hand',
          label: t('fleet.inHand'),
          numeric: true,
          cell: (one) => number(one.unacknowledged),
        },
        {
          key: 'again',
          label: t('fleet.again'),
          numeric: true,
          cell: (one) => number(one.redelivered),
        },
      ]}
    />
  );
}

function Rate({ values }: { values: number[] }) {
  const { t, number } = useSpeech();
  const last = values.at(-1);
  const said =
    last === undefined ? '…' : t('fleet.perSecond', { rate: number(Math.round(last * 10) / 10) });
  const most = number(Math.round(Math.max(...values, 0) * 10) / 10);
  return (
    <Group gap="sm" wrap="nowrap" className="fleet-rate">
      <Sparkline values={values} label={t('fleet.sparkline', { most })} />
      <Text size="sm" style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }} miw={52}>
        {said}
      </Text>
    </Group>
  );
}
