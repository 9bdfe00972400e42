import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { PageTitle } from './PageTitle';

interface Props {
  title: string;
  intro?: string;
  /** What can be done on the page as a whole. */
  children?: ReactNode;
}

export function PageHead({ title, intro, children }: Props) {
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <div style={{ flex: '1 1 18rem' }}>
        <PageTitle text={title} />
        {intro && (
          <Text c="dimmed" size="sm" mt={4}>
            {intro}
          </Text>
        )}
      </div>
      {children && <Group gap="sm">{children}</Group>}
    </Group>
  );
}
