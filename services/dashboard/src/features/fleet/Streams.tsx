import { Group, Progress, Stack, Text } from '@mantine/core';

import type { Fleet, FleetStream } from '../../api/types';
import { LANGUAGES } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';
import { FleetTable } from './FleetTable';
import { streamFill, streamVerdict } from './verdict';

/** What is kept between the services, and how much more would fit. */
export function Streams({ fleet }: { fleet: Fleet }) {
  const { t, number, dateTime } = useSpeech();
  return (
    <FleetTable
      title={t('fleet.streams')}
      intro={t('fleet.streamsIntro')}
      kind="stream"
      label={t('fleet.stream')}
      rows={fleet.streams}
      rowKey={({ name }) => name}
      verdict={streamVerdict}
      columns={[
        {
          key: 'messages',
          label: t('fleet.messages'),
          numeric: true,
          cell: (one) => number(one.messages),
        },
        { key: 'fill', label: t('fleet.filled'), cell: (one) => <Fill stream={one} /> },
        {
          key: 'oldest',
          label: t('fleet.since'),
          cell: (one) => one.messages > 0 && one.first_at && dateTime(one.first_at),
        },
      ]}
    />
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
