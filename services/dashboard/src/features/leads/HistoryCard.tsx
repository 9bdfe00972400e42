import { Button, Card, Skeleton, Stack, Text, Timeline, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import type { LeadHistoryEntry } from '../../api/types';
import { Ago } from '../../components/Ago';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { historyQuery } from './api/lead-history';
import { actorName, stepOf, titleOf } from './history';

interface Props {
  tenant: number;
  lead: number;
}

/** What became of a lead, and whose doing it was, newest first. */
export function HistoryCard({ tenant, lead }: Props) {
  const { t } = useSpeech();
  const history = useInfiniteQuery(historyQuery(tenant, lead));
  const entries = history.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="history-title">
      <Stack gap="md" align="stretch">
        <div>
          <Title order={2} size="h4" id="history-title">
            {t('leads.history')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('leads.historyHint')}
          </Text>
        </div>
        {history.isPending && (
          <Stack gap="sm" role="status" aria-busy aria-label={t('common.loading')}>
            <Skeleton height={36} maw={260} />
            <Skeleton height={36} maw={320} />
            <Skeleton height={36} maw={220} />
          </Stack>
        )}
        {history.error && (
          <ErrorNotice
            error={history.error}
            title={t('error.loadTitle')}
            onRetry={() => history.refetch()}
            retrying={history.isFetching}
          />
        )}
        {history.data && entries.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('leads.historyEmpty')}
          </Text>
        )}
        <Timeline bulletSize={14} lineWidth={2} active={-1} role="list">
          {entries.map((entry, index) => (
            <Timeline.Item key={`${entry.at} ${index}`} role="listitem">
              <Entry entry={entry} />
            </Timeline.Item>
          ))}
        </Timeline>
        {history.hasNextPage && (
          <Button
            variant="default"
            size="xs"
            w="fit-content"
            loading={history.isFetchingNextPage}
            onClick={() => history.fetchNextPage()}
          >
            {t('leads.more')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

function Entry({ entry }: { entry: LeadHistoryEntry }) {
  const speech = useSpeech();
  const { t } = speech;
  const title = titleOf(entry, t);
  const who = actorName(entry, t);
  return (
    <>
      {title && (
        <Text size="sm" fw={500}>
          {title}
        </Text>
      )}
      {entry.changes.map((change) => {
        const { what, from, to } = stepOf(change, speech);
        return (
          <Text key={change.field} size="sm" style={{ overflowWrap: 'anywhere' }}>
            {what}:{' '}
            {from !== null && (
              <Text span inherit c="dimmed">
                <bdi>{from}</bdi> <Arrow />{' '}
              </Text>
            )}
            <Text span inherit fw={500}>
              <bdi>{to}</bdi>
            </Text>
          </Text>
        );
      })}
      {!title && entry.changes.length === 0 && <Text size="sm">{t('leads.edited')}</Text>}
      <Text size="xs" c="dimmed">
        {who && (
          <>
            <bdi>{who}</bdi>
            {' · '}
          </>
        )}
        <Ago at={entry.at} span inherit />
      </Text>
    </>
  );
}

/** From what was to what is, in the reading direction. */
const Arrow = () => (
  <span style={{ display: 'inline-block', verticalAlign: '-0.15em' }}>
    <Icon shape="forward" size={12} />
  </span>
);
