import { Loader, Menu, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';

import type { User } from '../api/types';
import { ErrorNotice } from '../components/ErrorNotice';
import { Icon } from '../components/Icon';
import { logoutMutation } from '../features/auth/api/logout';
import { forgetSignedIn } from '../features/auth/sign-out';
import { useSpeech } from '../i18n/LanguageProvider';
import { AccountButton } from './AccountMenu';

export interface Props {
  user: User;
  /** To be told which keys do something. */
  onHelp: () => void;
}

/** Who is signed in, and their way out; open from the first moment on. */
export function AccountList({ user, onHelp }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const logout = useMutation({
    ...logoutMutation,
    onSuccess: () => forgetSignedIn(client),
  });
  return (
    <Menu position="bottom-end" width={240} defaultOpened>
      <Menu.Target>
        <AccountButton />
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
        <Menu.Item component={Link} to="/account" leftSection={<Icon shape="settings" size={18} />}>
          {t('nav.accountPage')}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon shape="keyboard" size={18} />}
          visibleFrom="sm"
          onClick={onHelp}
        >
          {t('shortcuts.title')}
        </Menu.Item>
        <Menu.Item
          closeMenuOnClick={false}
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
