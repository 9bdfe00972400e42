import { Stack, Text, Title } from '@mantine/core';
import { useId } from 'react';

import { Rows, type Column } from '../../components/Rows';
import { useSpeech } from '../../i18n/LanguageProvider';
import { Named } from './Named';
import type { Verdict } from './verdict';
import { VerdictBadge } from './VerdictBadge';

interface Props<Row> {
  title: string;
  intro: string;
  kind: 'stream' | 'consumer';
  /** What the names are of. */
  label: string;
  rows: Row[] | null;
  rowKey: (row: Row) => string;
  /** Between what it is and how it is. */
  columns: Column<Row>[];
  verdict: (row: Row) => Verdict;
}

/** What is on the bus, by name, and whether each of it is well. */
export function FleetTable<Row extends { name: string }>(props: Props<Row>) {
  const { title, intro, kind, label, rows, rowKey, columns, verdict } = props;
  const { t } = useSpeech();
  const id = useId();
  return (
    <Stack gap="sm" component="section" aria-labelledby={id}>
      <div>
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {intro}
        </Text>
      </div>
      <Rows
        label={title}
        rows={rows ?? []}
        rowKey={rowKey}
        columns={[
          { key: 'name', label, main: true, cell: ({ name }) => <Named kind={kind} name={name} /> },
          ...columns,
          {
            key: 'verdict',
            label: t('fleet.verdict'),
            cell: (row) => <VerdictBadge level={verdict(row).level} />,
          },
        ]}
      />
    </Stack>
  );
}
