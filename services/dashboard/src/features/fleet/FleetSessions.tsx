import { Anchor, ColorSwatch, Group, Progress, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';

import type { Fleet } from '../../api/types';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useStateName } from '../sessions/useStateName';
import { isState } from '../whatsapp/state';
import { stateColour } from '../whatsapp/state-colour';
import { Panel } from './Panel';
import { sessionsVerdict } from './verdict';

const colour = (state: string) => (isState(state) ? stateColour(state) : 'gray');

/** How many sessions are in each state. */
export function FleetSessions({ fleet }: { fleet: Fleet }) {
  const { t, number } = useSpeech();
  const nameOf = useStateName();
  const states = fleet.sessions
    .filter(({ sessions }) => sessions > 0)
    .toSorted((a, b) => b.sessions - a.sessions);
  const all = states.reduce((sum, { sessions }) => sum + sessions, 0);
  return (
    <Panel title={t('sessions.title')} level={sessionsVerdict(fleet).level} to="/sessions">
      {all === 0 ? (
        <Text c="dimmed">{t('sessions.empty')}</Text>
      ) : (
        <>
          {/* The list below says the same in words. */}
          <Progress.Root size="lg" aria-hidden>
            {states.map(({ state, sessions }) => (
              <Progress.Section
                key={state}
                value={(sessions / all) * 100}
                color={colour(state)}
                role="presentation"
                style={{ minWidth: 3 }}
              />
            ))}
          </Progress.Root>
          <Stack component="ul" gap={8} p={0} m={0} style={{ listStyle: 'none' }}>
            {states.map(({ state, sessions }) => (
              <Group component="li" key={state} justify="space-between" gap="sm" wrap="nowrap">
                <Group gap="xs" wrap="nowrap">
                  <ColorSwatch
                    color={`var(--mantine-color-${colour(state)}-filled)`}
                    size={10}
                    withShadow={false}
                  />
                  <Anchor component={Link} to={`/sessions?state=${state}`} size="sm">
                    {nameOf(state)}
                  </Anchor>
                </Group>
                <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
                  {number(sessions)}
                </Text>
              </Group>
            ))}
          </Stack>
        </>
      )}
    </Panel>
  );
}
