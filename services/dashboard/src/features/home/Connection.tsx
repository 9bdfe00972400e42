import { Button, Card, Group, Skeleton, Text, ThemeIcon, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import { LoadFailed } from '../../components/LoadFailed';
import { Icon } from '../../components/Icon';
import { Phone } from '../../components/Phone';
import type { Key } from '../../i18n/en';
import { isKey } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';
import { sessionQuery } from '../whatsapp/api/session';
import { shown, type State, type View } from '../whatsapp/state';
import { stateColour } from '../whatsapp/state-colour';

/** What the button that leads to the settings says; without one there is nothing to do but to look. */
const DEEDS: Partial<Record<View, Key>> = {
  start: 'whatsapp.connect',
  scan: 'home.scan',
  broken: 'home.repair',
  linked: 'home.repair',
};

/** Whether the tenant's number is connected: calm where it is, else what to do. */
export function Connection({ tenant }: { tenant: number }) {
  const { t, dateTime } = useSpeech();
  const session = useQuery({ ...sessionQuery(tenant), refetchInterval: 60_000 });
  if (!session.data) {
    return session.error ? (
      <LoadFailed query={session} />
    ) : (
      <Skeleton
        className="home-connection"
        role="status"
        aria-busy
        aria-label={t('common.loading')}
      />
    );
  }
  const { phone, last_event_at } = session.data;
  const { state, view } = shown(undefined, session.data)!;
  const isWell = state === 'connected';
  const deed = DEEDS[view];
  return (
    <Card
      withBorder
      padding="lg"
      component="section"
      aria-labelledby="connection-title"
      className="home-connection"
    >
      <Group gap="md" justify="space-between">
        <Group gap="md" wrap="nowrap" align="flex-start" style={{ flex: '1 1 16rem' }}>
          <ThemeIcon
            size={48}
            radius="xl"
            variant={isWell ? 'filled' : 'light'}
            color={stateColour(state)}
          >
            <Icon shape={isWell ? 'check' : view === 'start' ? 'whatsapp' : 'alert'} size={26} />
          </ThemeIcon>
          <div style={{ minWidth: 0 }}>
            <Title order={2} size="h4" id="connection-title">
              {isWell ? t('home.connected') : t(`state.${state}`)}
            </Title>
            {isWell ? (
              <Text size="sm" c="dimmed">
                {phone && <Phone digits={phone} />}
                {phone && last_event_at && ' · '}
                {last_event_at && t('whatsapp.lastEvent', { time: dateTime(last_event_at) })}
              </Text>
            ) : (
              <What state={state} />
            )}
          </div>
        </Group>
        {!isWell && (
          <Button component={Link} to="/settings/whatsapp" variant={deed ? 'filled' : 'default'}>
            {t(deed ?? 'home.look')}
          </Button>
        )}
      </Group>
    </Card>
  );
}

function What({ state }: { state: State }) {
  const { t } = useSpeech();
  const said = (what: string) => {
    const key = `state.${state}.${what}`;
    return isKey(key) ? t(key) : null;
  };
  const words = [said('what') ?? t('home.notAnswered'), said('next')].filter(Boolean);
  return (
    <Text size="sm" maw={560}>
      {words.join(' ')}
    </Text>
  );
}
