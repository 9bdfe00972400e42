import { Badge, Button, Group, Select, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { Empty } from '../../../components/Empty';
import { Listing } from '../../../components/Listing';
import { LoadFailed } from '../../../components/LoadFailed';
import { useFilters } from '../../../components/useFilters';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { versionQuery, versionsQuery, type FlowVersion } from '../api/flows';
import type { Flow } from '../flow';
import { useBot } from '../useBot';
import { DiffView } from './DiffView';
import { RollBack } from './RollBack';

interface Props {
  onDone: (text: string) => void;
}

/** What was published, what is different in it, and the way back. */
export function VersionsTab({ onDone }: Props) {
  const { t, number, dateTime } = useSpeech();
  const { tenant, saved, readOnly } = useBot();
  const { get, set } = useFilters();
  const versions = useQuery(versionsQuery(tenant, saved.flow, get('after')));
  const [toRestore, setToRestore] = useState<FlowVersion | null>(null);
  const from = Number(get('from')) || saved.version;
  return (
    <Stack gap="lg">
      {saved.version !== null && from !== null && <Compared from={from} />}
      <Title order={2} size="h4">
        {t('flow.tab.versions')}
      </Title>
      <Listing
        label={t('flow.tab.versions')}
        query={versions}
        rows={(page) => page.versions}
        rowKey={({ version }) => version}
        next={(page) => page.next_before}
        empty={<Empty icon="list" title={t('flow.noVersions')} hint={t('flow.noVersionsHint')} />}
        columns={[
          {
            key: 'version',
            label: t('flow.version'),
            main: true,
            cell: ({ version, note, restores }) => (
              <div>
                <Group gap="xs">
                  <Text fw={600} size="sm">
                    {t('flow.versionOf', { n: number(version) })}
                  </Text>
                  {version === saved.version && (
                    <Badge variant="light" tt="none">
                      {t('flow.inUse')}
                    </Badge>
                  )}
                </Group>
                <Text size="sm" c="dimmed" dir="auto">
                  {note ?? (restores === null ? '' : t('flow.restores', { n: number(restores) }))}
                </Text>
              </div>
            ),
          },
          { key: 'by', label: t('flow.by'), cell: ({ by }) => <bdi>{by}</bdi> },
          { key: 'at', label: t('flow.at'), cell: ({ at }) => dateTime(at) },
          {
            key: 'actions',
            label: t('common.actions'),
            actions: true,
            cell: (row) => (
              <Group gap={4} justify="flex-end">
                <Button
                  size="compact-sm"
                  variant="subtle"
                  onClick={() => {
                    set('from', String(row.version));
                    window.scrollTo({ top: 0 });
                  }}
                >
                  {t('flow.compare')}
                </Button>
                {!readOnly && row.version !== saved.version && (
                  <Button size="compact-sm" variant="subtle" onClick={() => setToRestore(row)}>
                    {t('flow.restore')}
                  </Button>
                )}
              </Group>
            ),
          },
        ]}
      />
      <RollBack version={toRestore} onDone={onDone} onClose={() => setToRestore(null)} />
    </Stack>
  );
}

/** A version, and what it is held against. */
function Compared({ from }: { from: number }) {
  const { t, number } = useSpeech();
  const { tenant, saved, flow } = useBot();
  const { get, set } = useFilters();
  const to = Number(get('with')) || null;
  const newest = saved.version ?? 0;
  const before = useQuery(versionQuery(tenant, saved.flow, from));
  const other = useQuery({
    ...versionQuery(tenant, saved.flow, to ?? 0),
    enabled: to !== null,
  });
  const after: Flow | undefined = to === null ? flow : other.data?.document;
  const name = (version: number | null) =>
    version === null ? t('flow.draft') : t('flow.versionOf', { n: number(version) });
  const numbers = Array.from({ length: Math.min(newest, 100) }, (_, at) => newest - at);
  const options = numbers.map((version) => ({ value: String(version), label: name(version) }));
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('flow.differences')}
      </Title>
      <Group gap="sm" align="flex-end">
        <Select
          label={t('flow.diffFrom')}
          data={options}
          value={String(from)}
          onChange={(value) => set('from', value ?? '', true)}
          allowDeselect={false}
          w={160}
        />
        <Select
          label={t('flow.diffTo')}
          data={[{ value: '', label: name(null) }, ...options]}
          value={to === null ? '' : String(to)}
          onChange={(value) => set('with', value ?? '', true)}
          allowDeselect={false}
          w={160}
        />
      </Group>
      {(before.isPending || (to !== null && other.isPending)) && (
        <Skeleton height={140} role="status" aria-busy aria-label={t('common.loading')} />
      )}
      <LoadFailed query={before} />
      {to !== null && <LoadFailed query={other} />}
      {before.data && after && (
        <DiffView before={before.data.document} after={after} names={[name(from), name(to)]} />
      )}
    </Stack>
  );
}
