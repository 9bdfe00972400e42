import { Card, Flex, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { TimelineEvent } from '../../api/types';
import { ErrorNotice } from '../../components/ErrorNotice';
import { useSpeech } from '../../i18n/LanguageProvider';
import { timelineQuery } from './api/timeline';
import { eventText } from './event-text';

/** What happened to the session, and why; nothing where the service keeps no timeline. */
export function Timeline({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  const timeline = useQuery(timelineQuery(tenant));
  // Until it is known whether there is one, a heading that may go away would be worse than none.
  if (timeline.data === null || timeline.isPending) {
    return null;
  }
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="timeline-title">
      <Stack gap="md">
        <Title order={2} size="h3" id="timeline-title">
          {t('timeline.title')}
        </Title>
        {timeline.error && (
          <ErrorNotice
            error={timeline.error}
            title={t('error.loadTitle')}
            onRetry={() => timeline.refetch()}
            retrying={timeline.isFetching}
          />
        )}
        {timeline.data?.events.length === 0 && <Text c="dimmed">{t('timeline.empty')}</Text>}
        {timeline.data && timeline.data.events.length > 0 && (
          <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
            {timeline.data.events.map((event) => (
              <Event key={event.id} event={event} />
            ))}
          </Stack>
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
