import './mantine-rooms';

import { AppShell, Burger, Center, Container, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useDeferredValue, useRef } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';

import type { User } from '../api/types';
import { Brand } from '../components/Brand';
import { ColorSchemeButton } from '../components/ColorSchemeButton';
import { ErrorNotice } from '../components/ErrorNotice';
import { LanguageMenu } from '../components/LanguageMenu';
import { Later } from '../components/Later';
import { Loading } from '../components/Loading';
import { Offline } from '../components/Offline';
import { useWasTrue } from '../components/useWasTrue';
import { useWide } from '../components/useWide';
import { meQuery } from '../features/auth/api/me';
import { useSessionEnded } from '../features/auth/session-end';
import { useVisit } from '../features/visit/visit';
import { BANNER, VisitBanner } from '../features/visit/VisitBanner';
import { VisitProvider } from '../features/visit/VisitProvider';
import { useSpeech } from '../i18n/LanguageProvider';
import { AccountMenu } from './AccountMenu';
import { Keys } from './Keys';
import { Navigation, placesOf } from './Navigation';
import { useArrival } from './useArrival';

const SessionEnded = lazy(async () => ({
  default: (await import('../features/auth/SessionEnded')).SessionEnded,
}));

const HEADER = 60;

/** What is around every page of somebody who is signed in. */
export function Shell() {
  const { t } = useSpeech();
  const me = useQuery(meQuery);
  // A whole page comes with who it is for: drawn in pieces, it keeps no finger waiting.
  const user = useDeferredValue(me.data);
  const ended = useSessionEnded();
  const { pathname, search } = useLocation();
  if (me.isPending || (me.data && !user)) {
    return <Loading />;
  }
  if (me.data && user) {
    return (
      <>
        <VisitProvider user={user}>{(here) => <Frame user={here} />}</VisitProvider>
        {ended && (
          <Suspense>
            <SessionEnded user={me.data} />
          </Suspense>
        )}
      </>
    );
  }
  if (me.error) {
    return (
      <Center mih="100dvh" p="md">
        <ErrorNotice
          error={me.error}
          title={t('error.loadTitle')}
          onRetry={() => me.refetch()}
          retrying={me.isFetching}
        />
      </Center>
    );
  }
  const to = pathname === '/' ? '' : `?to=${encodeURIComponent(pathname + search)}`;
  return <Navigate to={`/sign-in${to}`} replace />;
}

function Frame({ user }: { user: User }) {
  const { t } = useSpeech();
  const { visit } = useVisit();
  const [opened, { toggle, close }] = useDisclosure();
  const main = useRef<HTMLElement>(null);
  const [help, { open: openHelp, close: closeHelp }] = useDisclosure();
  // On a phone the menu comes when it is opened for the first time, and stays.
  const isWide = useWide(48);
  const wasOpened = useWasTrue(opened);
  useArrival(main);
  return (
    <AppShell
      header={{ height: visit ? HEADER + BANNER : HEADER }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'lg' }}
    >
      <a href="#content" className="skip-link">
        {t('common.skip')}
      </a>
      <AppShell.Header>
        <Group h={HEADER} px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t('common.menu')}
              aria-expanded={opened}
            />
            <Brand />
          </Group>
          <Group gap={4} wrap="nowrap">
            <LanguageMenu />
            <ColorSchemeButton />
            <AccountMenu user={user} onHelp={openHelp} />
          </Group>
        </Group>
        <VisitBanner />
      </AppShell.Header>
      <AppShell.Navbar p="md" aria-label={t('common.menu')}>
        {(isWide || wasOpened) && <Navigation user={user} onNavigate={close} />}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} ref={main} style={{ outline: 'none' }}>
        <Container size="lg" p={0} mx={0}>
          <Offline />
          <Later>
            <Outlet />
          </Later>
        </Container>
      </AppShell.Main>
      <Keys places={placesOf(user)} opened={help} onOpen={openHelp} onClose={closeHelp} />
    </AppShell>
  );
}
