import { Badge, Group, Progress, Stack, Text } from '@mantine/core';

import type { Node } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';

export function NodeState({ node }: { node: Node }) {
  const { t } = useSpeech();
  const [color, text] =
    node.state === 'unreachable'
      ? (['red', 'nodes.unreachable'] as const)
      : node.draining
        ? (['orange', 'nodes.draining'] as const)
        : node.state === 'ok'
          ? (['teal', 'nodes.ok'] as const)
          : (['gray', 'nodes.unknown'] as const);
  return (
    <Stack gap={4} align="flex-start">
      <Badge color={color} variant="light" tt="none">
        {t(text)}
      </Badge>
      {node.state === 'unreachable' && node.reason && (
        <Text size="xs" c="dimmed" lang="en">
          <bdi>{node.reason}</bdi>
        </Text>
      )}
    </Stack>
  );
}

/** How much of a node is taken. */
export function Fill({ node }: { node: Node }) {
  const { t, number } = useSpeech();
  const share = node.capacity > 0 ? (node.sessions / node.capacity) * 100 : 100;
  return (
    <Stack gap={4} miw={130}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm">
          {t('nodes.of', { used: number(node.sessions), capacity: number(node.capacity) })}
        </Text>
        <Text size="xs" c="dimmed">
          {t('nodes.working', { count: number(node.working) })}
        </Text>
      </Group>
      <Progress
        value={Math.min(share, 100)}
        w="100%"
        size="sm"
        color={share >= 90 ? 'red' : share >= 75 ? 'orange' : 'teal'}
        aria-label={t('nodes.fill')}
      />
    </Stack>
  );
}
