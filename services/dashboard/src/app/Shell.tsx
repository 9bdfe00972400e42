import {
  AppShell,
  Burger,
  Center,
  Container,
  Group,
  Loader,
  Menu,
  ActionIcon,
  NavLink,
  Text,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Navigate, Outlet, useLocation } from 'react-router';

import type { User } from '../api/types';
import { Brand } from '../components/Brand';
import { ColorSchemeButton } from '../components/ColorSchemeButton';
import { ErrorNotice } from '../components/ErrorNotice';
import { Icon } from '../components/Icon';
import { LanguageMenu } from '../components/LanguageMenu';
import { logoutMutation } from '../features/auth/api/logout';
import { meQuery } from '../features/auth/api/me';
import { forgetSignedIn } from '../features/auth/sign-out';
import { UserContext } from '../features/auth/useUser';
import { useSpeech } from '../i18n/LanguageProvider';

/** What is around every page of somebody who is signed in. */
export function Shell() {
  const { t } = useSpeech();
  const me = useQuery(meQuery);
  const { pathname, search } = useLocation();
  if (me.isPending) {
    return (
      <Center mih="100dvh">
        <Loader aria-label={t('common.loading')} />
      </Center>
    );
  }
  if (me.data) {
    return (
      <UserContext value={me.data}>
        <Frame user={me.data} />
      </UserContext>
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
  const [opened, { toggle, close }] = useDisclosure();
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 240, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="lg"
    >
      <a href="#content" className="skip-link">
        {t('common.skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
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
            <AccountMenu user={user} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md" aria-label={t('common.menu')}>
        <Navigation user={user} onNavigate={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Container size="md" p={0}>
          <Outlet />
        </Container>
      </AppShell.Main>
    </AppShell>
  );
}

function Navigation({ user, onNavigate }: { user: User; onNavigate: () => void }) {
  const { t } = useSpeech();
  const { pathname } = useLocation();
  const operator = user.role === 'operator';
  const link = operator
    ? { to: '/tenants', label: t('nav.tenants'), icon: <Icon shape="building" /> }
    : { to: '/settings/whatsapp', label: t('nav.whatsapp'), icon: <Icon shape="whatsapp" /> };
  return (
    <>
      <Text size="xs" fw={600} c="dimmed" px="sm" pb="xs">
        {t(operator ? 'nav.operating' : 'nav.settings')}
      </Text>
      <NavLink
        component={Link}
        to={link.to}
        label={link.label}
        leftSection={link.icon}
        bdrs="md"
        active={pathname.startsWith(link.to)}
        aria-current={pathname === link.to ? 'page' : undefined}
        onClick={onNavigate}
      />
    </>
  );
}

function AccountMenu({ user }: { user: User }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const logout = useMutation({
    ...logoutMutation,
    onSuccess: () => forgetSignedIn(client),
  });
  return (
    <Menu position="bottom-end" width={240} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('nav.account')}>
          <Icon shape="person" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" c="var(--mantine-color-text)" truncate>
            <bdi>{user.email}</bdi>
          </Text>
          <Text size="xs" truncate>
            {t(`role.${user.role}`)}
            {user.tenant_name && (
              <>
                {' · '}
                <bdi>{user.tenant_name}</bdi>
              </>
            )}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          leftSection={logout.isPending ? <Loader size={18} /> : <Icon shape="signOut" size={18} />}
          onClick={() => logout.mutate()}
        >
          {t('nav.signOut')}
        </Menu.Item>
        {logout.error && <ErrorNotice error={logout.error} />}
      </Menu.Dropdown>
    </Menu>
  );
}
