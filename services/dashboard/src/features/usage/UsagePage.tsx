import { Anchor, Group, Progress, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import type { Usage } from '../../api/types';
import { Empty } from '../../components/Empty';
import { Listing } from '../../components/Listing';
import { PageHead } from '../../components/PageHead';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { usageQuery } from './api/usage';
import { UsageState } from './UsageState';

const PERIODS = ['7', '30', '90'];
const USUAL = '30';

/** Which tenant has how much of the platform. */
export function UsagePage() {
  const { t, number } = useSpeech();
  const { get, set } = useFilters();
  const days = PERIODS.includes(get('days')) ? get('days') : USUAL;
  const list = useQuery(usageQuery(days, get('after')));
  const rows = list.data?.usage ?? [];
  const most = Math.max(1, ...rows.map(({ received, sent }) => received + sent));
  const count = (of: (usage: Usage) => number) => (usage: Usage) => number(of(usage));
  return (
    <Stack gap="lg">
      <PageHead title={t('usage.title')} intro={t('usage.intro')}>
        <SegmentedControl
          aria-label={t('usage.period')}
          data={PERIODS.map((value) => ({
            value,
            label: t('usage.days', { days: number(Number(value)) }),
          }))}
          value={days}
          onChange={(value) => set('days', value === USUAL ? '' : value)}
        />
      </PageHead>
      <Listing
        label={t('usage.title')}
        query={list}
        rows={({ usage }) => usage}
        rowKey={(usage) => usage.tenant_id}
        next={(page) => page.next_before}
        empty={<Empty icon="bars" title={t('usage.empty')} hint={t('usage.emptyHint')} />}
        columns={[
          {
            key: 'tenant',
            label: t('sessions.tenant'),
            main: true,
            cell: (usage: Usage) => (
              <Group gap="xs">
                <Anchor component={Link} to={`/tenants/${usage.tenant_id}`} fw={500} size="sm">
                  <bdi>{usage.name}</bdi>
                </Anchor>
                <UsageState state={usage.state} />
              </Group>
            ),
          },
          {
            key: 'messages',
            label: t('usage.messages'),
            numeric: true,
            cell: ({ received, sent }) => (
              <Stack gap={4} miw={110}>
                <Text size="sm">{number(received + sent)}</Text>
                <Progress value={((received + sent) / most) * 100} size="xs" w="100%" aria-hidden />
              </Stack>
            ),
          },
          {
            key: 'received',
            label: t('usage.received'),
            numeric: true,
            cell: count((one) => one.received),
          },
          { key: 'sent', label: t('usage.sent'), numeric: true, cell: count((one) => one.sent) },
          {
            key: 'failed',
            label: t('usage.failed'),
            numeric: true,
            cell: ({ failed }) => (
              <Text
                size="sm"
                span
                {...(failed > 0 && { c: 'var(--mantine-color-error)', fw: 600 })}
              >
                {number(failed)}
              </Text>
            ),
          },
          {
            key: 'conversations',
            label: t('usage.conversations'),
            numeric: true,
            cell: count((one) => one.conversations),
          },
          { key: 'leads', label: t('usage.leads'), numeric: true, cell: count((one) => one.leads) },
          {
            key: 'tokens',
            label: t('usage.tokens'),
            numeric: true,
            cell: count((one) => one.llm_tokens),
          },
        ]}
      />
    </Stack>
  );
}
