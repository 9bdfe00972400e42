import { Anchor, Card, Group, Stack, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { Link } from 'react-router';

import { useSpeech } from '../../i18n/LanguageProvider';
import { VerdictBadge } from './VerdictBadge';
import type { Level } from './verdict';

interface Props {
  title: string;
  level: Level;
  /** Where there is more of it. */
  to?: string;
  children: ReactNode;
}

/** One side of the fleet, and whether it is well. */
export function Panel({ title, level, to, children }: Props) {
  const { t } = useSpeech();
  const id = useId();
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby={id}>
      <Stack gap="md" align="stretch">
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Title order={2} size="h4" id={id}>
              {title}
            </Title>
            <VerdictBadge level={level} />
          </Group>
          {to && (
            <Anchor component={Link} to={to} size="sm" aria-label={`${t('fleet.all')}: ${title}`}>
              {t('fleet.all')}
            </Anchor>
          )}
        </Group>
        {children}
      </Stack>
    </Card>
  );
}
