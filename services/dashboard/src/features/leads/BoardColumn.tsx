import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import type { Lead } from '../../api/types';
import { ErrorNotice } from '../../components/ErrorNotice';
import { useSpeech } from '../../i18n/LanguageProvider';
import { columnQuery, type Narrowed } from './api/leads';
import { stageName, type Stage } from './stage';

interface Props {
  tenant: number;
  stage: Stage;
  wanted: Narrowed;
  /** How many there are, those not shown too; undefined: not known yet. */
  count: number | undefined;
  /** Whether the card that is carried would come here. */
  over: boolean;
  card: (lead: Lead) => ReactNode;
}

/** The leads of one stage, the last changed on top. */
export function BoardColumn({ tenant, stage, wanted, count, over, card }: Props) {
  const { t, number } = useSpeech();
  const column = useInfiniteQuery({
    ...columnQuery(tenant, stage, wanted),
    refetchInterval: 30_000,
  });
  // A lead that changes while somebody reads on may be on two pages.
  const leads = unique(column.data?.pages.flatMap((page) => page.leads) ?? []);
  const title = `stage-${stage}`;
  return (
    <section
      className="lead-column"
      data-stage={stage}
      data-over={over || undefined}
      aria-labelledby={title}
      aria-busy={column.isPlaceholderData}
    >
      <Group justify="space-between" gap="xs" wrap="nowrap" px={4}>
        <Title order={2} size="h6" id={title}>
          {stageName(stage, t)}
        </Title>
        <Text size="xs" c="dimmed" flex="none">
          {count !== undefined && number(count)}
        </Text>
      </Group>
      {column.error && (
        <ErrorNotice
          error={column.error}
          onRetry={() => column.refetch()}
          retrying={column.isFetching}
        />
      )}
      {column.isPending && (
        <Stack gap="xs" role="status" aria-busy aria-label={t('common.loading')}>
          <Skeleton height={72} />
          <Skeleton height={72} />
        </Stack>
      )}
      {column.data && leads.length === 0 && (
        <Text size="sm" c="dimmed" ta="center" py="md">
          {t('leads.columnEmpty')}
        </Text>
      )}
      {leads.length > 0 && (
        <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {leads.map(card)}
        </Stack>
      )}
      {column.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={column.isFetchingNextPage}
          onClick={() => column.fetchNextPage()}
        >
          {t('leads.more')}
        </Button>
      )}
    </section>
  );
}

const unique = (leads: Lead[]) => [...new Map(leads.map((lead) => [lead.id, lead])).values()];
