import { Group, Stack, Text, Title } from '@mantine/core';

import type { FleetConsumer } from '../../api/types';
import { Rows } from '../../components/Rows';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { Watched } from './api/fleet';
import { Named } from './Named';
import { consumerKey, rates } from './samples';
import { Sparkline } from './Sparkline';
import { consumerVerdict } from './verdict';
import { VerdictBadge } from './VerdictBadge';

/** Who works on what comes in, how fast, and what is still before them. */
export function Consumers({ watched: { fleet, samples } }: { watched: Watched }) {
  const { t, number } = useSpeech();
  return (
    <Stack gap="sm" component="section" aria-labelledby="fleet-consumers">
      <div>
        <Title order={2} size="h4" id="fleet-consumers">
          {t('fleet.consumers')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('fleet.consumersIntro')}
        </Text>
      </div>
      <Rows
        label={t('fleet.consumers')}
        rows={fleet.consumers ?? []}
        rowKey={consumerKey}
        columns={[
          {
            key: 'name',
            label: t('fleet.who'),
            main: true,
            cell: ({ name }: FleetConsumer) => <Named kind="consumer" name={name} />,
          },
          {
            key: 'rate',
            label: t('fleet.rate'),
            cell: (consumer) => <Rate values={rates(samples[consumerKey(consumer)])} />,
          },
          { key: 'waiting', label: t('fleet.waiting'), cell: (one) => number(one.waiting) },
          {
            key: 'hand',
            label: t('fleet.inHand'),
            cell: (one) => number(one.unacknowledged),
          },
          { key: 'again', label: t('fleet.again'), cell: (one) => number(one.redelivered) },
          {
            key: 'verdict',
            label: t('fleet.verdict'),
            cell: (one) => <VerdictBadge level={consumerVerdict(one, samples).level} />,
          },
        ]}
      />
    </Stack>
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
