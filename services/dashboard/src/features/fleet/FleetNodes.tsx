import { Badge, Group, Progress, Stack, Text } from '@mantine/core';

import type { Fleet, FleetNode } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';
import { Panel } from './Panel';
import { fill, nodesVerdict } from './verdict';

const STATES = {
  ok: { color: 'teal', text: 'nodes.ok' },
  draining: { color: 'orange', text: 'nodes.draining' },
  unreachable: { color: 'red', text: 'nodes.unreachable' },
  unknown: { color: 'gray', text: 'nodes.unknown' },
} as const;

const looks = ({ state, draining }: FleetNode) =>
  state === 'ok' && draining
    ? STATES.draining
    : Object.hasOwn(STATES, state)
      ? STATES[state as keyof typeof STATES]
      : STATES.unknown;

/** The servers, how full each is and whether it answers. */
export function FleetNodes({ fleet }: { fleet: Fleet }) {
  const { t, number } = useSpeech();
  const filled = fill(fleet);
  return (
    <Panel title={t('nodes.title')} level={nodesVerdict(fleet).level} to="/nodes">
      {fleet.nodes.length === 0 && <Text c="dimmed">{t('nodes.empty')}</Text>}
      <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
        {fleet.nodes.map((node) => {
          const { color, text } = looks(node);
          const { sessions, capacity } = node;
          const share = capacity ? Math.min((sessions / capacity) * 100, 100) : null;
          return (
            <Stack component="li" key={node.id} gap={6}>
              <Group justify="space-between" gap="xs">
                <Group gap="xs">
                  <Text size="sm" fw={500}>
                    <bdi>{node.name}</bdi>
                  </Text>
                  <Badge color={color} variant="light" size="sm" tt="none">
                    {t(text)}
                  </Badge>
                </Group>
                <Text size="sm">
                  {capacity === null
                    ? number(sessions)
                    : t('nodes.of', { used: number(sessions), capacity: number(capacity) })}
                </Text>
              </Group>
              {share !== null && (
                <Progress
                  value={share}
                  size="sm"
                  color={share >= 90 ? 'red' : share >= 75 ? 'orange' : 'teal'}
                  aria-label={`${t('nodes.fill')}: ${node.name}`}
                />
              )}
            </Stack>
          );
        })}
      </Stack>
      {filled && (
        <Text size="sm" c="dimmed">
          {t('fleet.room', { left: number(Math.max(filled.room - filled.used, 0)) })}
        </Text>
      )}
    </Panel>
  );
}
