import { Button, Card, Flex, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import type { TimelineEvent } from '../../api/types';
import { ErrorNotice } from '../../components/ErrorNotice';
import { useSpeech } from '../../i18n/LanguageProvider';
import { timelineQuery } from './api/timeline';
import { eventText } from './event-text';

/** What happened to the session, and why. */
export function Timeline({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  const timeline = useInfiniteQuery({ ...timelineQuery(tenant), refetchInterval: 30_000 });
  const events = timeline.data?.pages.flatMap((page) => page.events);
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="timeline-title">
      <Stack gap="md" align="stretch">
        <Title order={2} size="h3" id="timeline-title">
          {t('timeline.title')}
        </Title>
        {timeline.isPending && (
          <Stack gap="sm" aria-busy aria-label={t('common.loading')}>
            {[1, 2, 3].map((row) => (
              <Skeleton key={row} height={20} maw={420} />
            ))}
          </Stack>
        )}
        {timeline.error && (
          <ErrorNotice
            error={timeline.error}
            title={t('error.loadTitle')}
            onRetry={() => (events ? timeline.fetchNextPage() : timeline.refetch())}
            retrying={timeline.isFetching}
          />
        )}
        {events?.length === 0 && <Text c="dimmed">{t('timeline.empty')}</Text>}
        {events && events.length > 0 && (
          <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
            {events.map((event) => (
              <Event key={event.id} event={event} />
            ))}
          </Stack>
        )}
        {timeline.hasNextPage && (
          <Button
            variant="default"
            size="xs"
            w="fit-content"
            loading={timeline.isFetchingNextPage}
            onClick={() => timeline.fetchNextPage()}
          >
            {t('timeline.more')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

function Event({ event }: { event: TimelineEvent }) {
  const { t, dateTime } = useSpeech();
  const { text, more } = eventText(event, t);
  return (
    <Flex component="li" direction={{ base: 'column', xs: 'row' }} columnGap="md">
      <Text size="sm" c="dimmed" component="time" dateTime={event.at} w={170} flex="none">
        {dateTime(event.at)}
      </Text>
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Text size="sm">
          <bdi>{text}</bdi>
        </Text>
        {more && (
          <Text size="sm" c="dimmed">
            <bdi>{more}</bdi>
          </Text>
        )}
      </div>
    </Flex>
  );
}
