import { Box, NavLink, Text } from '@mantine/core';
import { Link, useLocation } from 'react-router';

import type { Role, User } from '../api/types';
import { Icon, type Shape } from '../components/Icon';
import type { Key } from '../i18n/en';
import { useSpeech } from '../i18n/LanguageProvider';

interface Place {
  to: string;
  label: Key;
  icon: Shape;
  /** What stands below it in the address belongs to it too. */
  root?: string;
}

const WHATSAPP: Place = { to: '/settings/whatsapp', label: 'nav.whatsapp', icon: 'whatsapp' };

const PLACES: Record<Role, Place[]> = {
  operator: [
    { to: '/fleet', label: 'nav.overview', icon: 'gauge' },
    { to: '/tenants', label: 'nav.tenants', icon: 'building' },
    { to: '/sessions', label: 'nav.sessions', icon: 'phone' },
    { to: '/nodes', label: 'nav.nodes', icon: 'server' },
    {
      to: '/undelivered/unrouted',
      root: '/undelivered',
      label: 'nav.undelivered',
      icon: 'inbox',
    },
    { to: '/usage', label: 'nav.usage', icon: 'bars' },
    { to: '/trace', label: 'nav.trace', icon: 'route' },
    { to: '/audit', label: 'nav.audit', icon: 'list' },
    { to: '/access', label: 'nav.access', icon: 'key' },
  ],
  owner: [
    WHATSAPP,
    { to: '/settings/bot', label: 'nav.botSettings', icon: 'settings' },
    { to: '/settings/crm', label: 'nav.crm', icon: 'plug' },
    { to: '/settings/team', label: 'nav.team', icon: 'people' },
    { to: '/settings/privacy', label: 'nav.privacy', icon: 'shield' },
  ],
  agent: [WHATSAPP],
};

/** Where the day is spent. */
const DAY: Place[] = [
  { to: '/', label: 'nav.home', icon: 'home' },
  { to: '/conversations', label: 'nav.conversations', icon: 'chat' },
  { to: '/leads', label: 'nav.leads', icon: 'target' },
  { to: '/bot', label: 'nav.bot', icon: 'robot' },
];
const WORK: Record<Role, Place[]> = { operator: [], owner: DAY, agent: DAY };

interface Props {
  user: User;
  onNavigate: () => void;
}

/** A tenant's work: its people's, and an operator's who visits it. */
const workOf = (user: User) =>
  user.role === 'operator' && user.tenant_id !== null ? DAY : WORK[user.role];

/** Where somebody can go, in the order of the menu. */
export const placesOf = (user: User): string[] =>
  [...workOf(user), ...PLACES[user.role]].map(({ to }) => to);

/** The rooms that somebody has a key to. */
export function Navigation({ user, onNavigate }: Props) {
  const { t } = useSpeech();
  const work = workOf(user);
  return (
    <>
      {work.length > 0 && (
        <Places title={t('nav.work')} places={work} onNavigate={onNavigate} pb="md" />
      )}
      <Places
        title={t(user.role === 'operator' ? 'nav.operating' : 'nav.settings')}
        places={PLACES[user.role]}
        onNavigate={onNavigate}
      />
    </>
  );
}

interface PlacesProps {
  title: string;
  places: Place[];
  pb?: string;
  onNavigate: () => void;
}

function Places({ title, places, pb, onNavigate }: PlacesProps) {
  const { t } = useSpeech();
  const { pathname } = useLocation();
  return (
    <Box {...(pb && { pb })}>
      <Text size="xs" fw={600} c="dimmed" px="sm" pb="xs">
        {title}
      </Text>
      {places.map(({ to, label, icon, root = to }) => {
        const here = pathname === to;
        return (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={t(label)}
            leftSection={<Icon shape={icon} />}
            bdrs="md"
            mb={2}
            active={here || (root !== '/' && pathname.startsWith(`${root}/`))}
            aria-current={here ? 'page' : undefined}
            onClick={onNavigate}
          />
        );
      })}
    </Box>
  );
}
