import {
  Card,
  Group,
  SegmentedControl,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { Home, HomeDay } from '../../api/types';
import { LoadFailed } from '../../components/LoadFailed';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { homeQuery } from './api/home';
import { DayChart } from './DayChart';
import { PERIODS, periodOf, span } from './period';
import { StageBars } from './StageBars';

/** Once a minute, for what no event tells. */
const NOW_AND_THEN = 60_000;

/** What happened in the last days, in numbers. */
export function Figures({ tenant }: { tenant: number }) {
  const { t, number } = useSpeech();
  const { get, set } = useFilters();
  const days = periodOf(get('days'));
  const home = useQuery({ ...homeQuery(tenant, days), refetchInterval: NOW_AND_THEN });
  return (
    <Stack gap="md" component="section" aria-labelledby="figures-title">
      <Group justify="space-between" gap="sm">
        <Title order={2} size="h4" id="figures-title">
          {t('home.figures')}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t('home.period')}
          data={PERIODS.map((period) => ({
            value: String(period),
            label: t('home.days', { days: number(period) }),
          }))}
          value={String(days)}
          // The usual period needs no word in the address.
          onChange={(value) => set('days', value === '30' ? '' : value, true)}
        />
      </Group>
      <LoadFailed query={home} />
      {home.isPending && <FiguresWaiting />}
      {home.data && (
        <Stack gap="md" className="home-figures" aria-busy={home.isPlaceholderData}>
          <Cells home={home.data} />
          <Charts home={home.data} />
        </Stack>
      )}
    </Stack>
  );
}

function Cells({ home }: { home: Home }) {
  const { t, language, number } = useSpeech();
  const { first_reply, leads, replies, per_day } = home;
  const sum = (count: (day: HomeDay) => number) =>
    per_day.reduce((all, day) => all + count(day), 0);
  const { median_seconds, p90_seconds } = first_reply;
  const said = sum((day) => day.bot_replies + day.people_replies);
  return (
    <Card withBorder padding={0}>
      <dl className="home-cells" style={{ margin: 0 }}>
        <Cell
          name={t('home.firstReply')}
          value={median_seconds === null ? '–' : span(median_seconds, language)}
          more={
            p90_seconds === null
              ? t('home.firstReplyNone')
              : t('home.firstReplyMost', { time: span(p90_seconds, language) })
          }
        />
        <Cell
          name={t('home.conversations')}
          value={number(sum((day) => day.conversations))}
          more={t('home.received', { count: number(sum((day) => day.received)) })}
        />
        <Cell
          name={t('home.newLeads')}
          value={number(leads.new)}
          more={t('home.hotLeads', { count: number(leads.hot) })}
        />
        <Cell
          name={t('home.replies')}
          value={number(said)}
          more={
            replies.failed > 0
              ? t('home.repliesFailed', { count: number(replies.failed) })
              : replies.waiting > 0
                ? t('home.repliesWaiting', { count: number(replies.waiting) })
                : t(said === 0 ? 'home.repliesNone' : 'home.repliesFine')
          }
          bad={replies.failed > 0}
        />
      </dl>
    </Card>
  );
}

interface CellProps {
  name: string;
  value: string;
  more: string;
  bad?: boolean;
}

function Cell({ name, value, more, bad = false }: CellProps) {
  return (
    <div className="home-cell">
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <dd style={{ margin: 0 }}>
        <Text fz={26} fw={600} lh={1.4}>
          {value}
        </Text>
        <Text size="xs" c={bad ? 'var(--mantine-color-error)' : 'dimmed'}>
          {more}
        </Text>
      </dd>
    </div>
  );
}

function Charts({ home: { per_day, leads } }: { home: Home }) {
  const { t } = useSpeech();
  const days = per_day.map(({ day }) => day);
  const each = (count: (day: HomeDay) => number) => per_day.map(count);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      {days.length > 0 && (
        <>
          <DayChart
            title={t('home.conversations')}
            days={days}
            series={[
              { name: t('home.begun'), tone: 'main', values: each((day) => day.conversations) },
            ]}
          />
          <DayChart
            title={t('home.replies')}
            days={days}
            series={[
              { name: t('home.byBot'), tone: 'main', values: each((day) => day.bot_replies) },
              {
                name: t('home.byPeople'),
                tone: 'second',
                values: each((day) => day.people_replies),
              },
            ]}
          />
          <DayChart
            title={t('home.newLeads')}
            days={days}
            series={[
              { name: t('home.hot'), tone: 'main', values: each((day) => day.hot_leads) },
              {
                name: t('home.notHot'),
                tone: 'second',
                values: each((day) => Math.max(0, day.leads - day.hot_leads)),
              },
            ]}
          />
        </>
      )}
      <StageBars stages={leads.stages} />
    </SimpleGrid>
  );
}

/** As large as what comes. */
function FiguresWaiting() {
  const { t } = useSpeech();
  return (
    <Stack gap="md" aria-busy role="status" aria-label={t('common.loading')}>
      <Skeleton height={112} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        {[1, 2, 3, 4].map((chart) => (
          <Skeleton key={chart} height={256} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}
