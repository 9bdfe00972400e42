import { Group, Progress, Stack, Text, Title } from '@mantine/core';

import type { Fleet, FleetStream } from '../../api/types';
import { Rows } from '../../components/Rows';
import { LANGUAGES } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';
import { Named } from './Named';
import { streamFill, streamVerdict } from './verdict';
import { VerdictBadge } from './VerdictBadge';

/** What is kept between the services, and how much more would fit. */
export function Streams({ fleet }: { fleet: Fleet }) {
  const { t, number, dateTime } = useSpeech();
  return (
    <Stack gap="sm" component="section" aria-labelledby="fleet-streams">
      <div>
        <Title order={2} size="h4" id="fleet-streams">
          {t('fleet.streams')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('fleet.streamsIntro')}
        </Text>
      </div>
      <Rows
        label={t('fleet.streams')}
        rows={fleet.streams ?? []}
        rowKey={({ name }) => name}
        columns={[
          {
            key: 'name',
            label: t('fleet.stream'),
            main: true,
            cell: ({ name }: FleetStream) => <Named kind="stream" name={name} />,
          },
          { key: 'messages', label: t('fleet.messages'), cell: (one) => number(one.messages) },
          { key: 'fill', label: t('fleet.filled'), cell: (one) => <Fill stream={one} /> },
          {
            key: 'oldest',
            label: t('fleet.since'),
            cell: (one) => one.messages > 0 && one.first_at && dateTime(one.first_at),
          },
          {
            key: 'verdict',
            label: t('fleet.verdict'),
            cell: (one) => <VerdictBadge level={streamVerdict(one).level} />,
          },
        ]}
      />
    </Stack>
  );
}

function Fill({ stream }: { stream: FleetStream }) {
  const { t } = useSpeech();
  const size = useSize();
  const share = streamFill(stream);
  const { level } = streamVerdict(stream);
  return (
    <Stack gap={4} miw={120}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          {share === null
            ? size(stream.bytes)
            : t('nodes.of', { used: size(stream.bytes), capacity: size(stream.max_bytes ?? 0) })}
        </Text>
      </Group>
      {share !== null && (
        <Progress
          value={Math.min(share * 100, 100)}
          size="sm"
          w="100%"
          color={level === 'act' ? 'red' : level === 'watch' ? 'orange' : 'teal'}
          aria-label={`${t('fleet.filled')}: ${stream.name}`}
        />
      )}
    </Stack>
  );
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Bytes for people. */
function useSize(): (bytes: number) => string {
  const { language } = useSpeech();
  return (bytes) => {
    const power = bytes > 0 ? Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1) : 0;
    return new Intl.NumberFormat(LANGUAGES[language].locale, {
      style: 'unit',
      unit: UNITS[power]!,
      maximumFractionDigits: power === 0 ? 0 : 1,
    }).format(bytes / 1024 ** power);
  };
}
