import { Card, Stack, Text } from '@mantine/core';

import { Icon, type Shape } from './Icon';

interface Props {
  icon: Shape;
  title: string;
  hint?: string;
}

/** A list that holds nothing, and how it comes to hold something. */
export function Empty({ icon, title, hint }: Props) {
  return (
    <Card withBorder padding="xl">
      <Stack align="center" gap={4} c="dimmed">
        <Icon shape={icon} size={36} />
        <Text fw={600} c="var(--mantine-color-text)" ta="center">
          {title}
        </Text>
        {hint && (
          <Text size="sm" ta="center">
            {hint}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
