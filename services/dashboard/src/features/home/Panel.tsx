import { Anchor, Card, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { Link } from 'react-router';

import { Icon, type Shape } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';

interface Props {
  title: string;
  /** How many there are in all. */
  count?: string | undefined;
  /** Where the rest of them is. */
  to: string;
  all: string;
  children: ReactNode;
}

/** A short list, and the way to the whole one. */
export function Panel({ title, count, to, all, children }: Props) {
  const id = useId();
  return (
    <Card withBorder padding={0} component="section" aria-labelledby={id} h="100%">
      <Group justify="space-between" gap="sm" px="md" py="sm" wrap="nowrap">
        <Title order={2} size="h5" id={id}>
          {title}
          {count && (
            <Text span c="dimmed" inherit fw={400} ms="xs">
              {count}
            </Text>
          )}
        </Title>
        <Anchor component={Link} to={to} size="sm" flex="none">
          {all}
        </Anchor>
      </Group>
      {children}
    </Card>
  );
}

/** That the list is empty, said kindly. */
export function Quiet({ icon, title, hint }: { icon: Shape; title: string; hint: string }) {
  return (
    <div className="home-quiet">
      <Icon shape={icon} size={28} />
      <Text fw={500}>{title}</Text>
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
    </div>
  );
}

/** As high as the rows that mostly come, so that what stands below does not jump. */
export function PanelWaiting() {
  const { t } = useSpeech();
  return (
    <Stack gap="md" p="md" aria-busy role="status" aria-label={t('common.loading')}>
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height={48} />
      ))}
    </Stack>
  );
}
