import { Card, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import type { Fleet } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';
import {
  DEAD_LETTERS,
  deadLettersVerdict,
  mailboxesVerdict,
  outboxVerdict,
  UNROUTED,
  unroutedVerdict,
  waited,
  type Verdict,
} from './verdict';
import { VerdictBadge } from './VerdictBadge';

/** What waits, and for how long. */
export function Tiles({ fleet }: { fleet: Fleet }) {
  const { t, number, duration } = useSpeech();
  const { mailboxes, outbox, at } = fleet;
  const oldest = (since: string | null) => {
    const seconds = Math.round(waited(since, at));
    return seconds > 0 ? t('fleet.oldest', { time: duration(seconds) }) : t('fleet.nothingLate');
  };
  return (
    <SimpleGrid cols={{ base: 2, lg: 4 }} spacing="md">
      <Tile
        title={t('fleet.mailboxes')}
        value={mailboxes.waiting}
        verdict={mailboxesVerdict(fleet)}
      >
        {oldest(mailboxes.oldest_since)}
      </Tile>
      <Tile title={t('fleet.outbox')} value={outbox.waiting} verdict={outboxVerdict(fleet)}>
        {oldest(outbox.oldest_due_at)}
        {outbox.failed_today > 0 &&
          ` · ${t('fleet.failedToday', { count: number(outbox.failed_today) })}`}
      </Tile>
      <Tile
        title={t('letters.title')}
        value={fleet.dead_letters}
        verdict={deadLettersVerdict(fleet)}
        to={DEAD_LETTERS}
      >
        {t('fleet.lettersHint')}
      </Tile>
      <Tile
        title={t('unrouted.title')}
        value={fleet.unrouted}
        verdict={unroutedVerdict(fleet)}
        to={UNROUTED}
      >
        {t('fleet.unroutedHint')}
      </Tile>
    </SimpleGrid>
  );
}

interface TileProps {
  title: string;
  /** Null: not known at the moment. */
  value: number | null;
  verdict: Verdict;
  to?: string;
  children: ReactNode;
}

function Tile({ title, value, verdict, to, children }: TileProps) {
  const { number } = useSpeech();
  const inside = (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      <Group justify="space-between" gap={4}>
        <Text fz={28} fw={600} lh={1.2} style={{ fontVariantNumeric: 'tabular-nums' }}>
          {value === null ? '–' : number(value)}
        </Text>
        {value !== null && <VerdictBadge level={verdict.level} />}
      </Group>
      <Text size="xs" c="dimmed">
        {children}
      </Text>
    </Stack>
  );
  return to ? (
    <Card withBorder component={Link} to={to} className="fleet-tile">
      {inside}
    </Card>
  ) : (
    <Card withBorder>{inside}</Card>
  );
}
