import { ActionIcon, Menu } from '@mantine/core';
import type { ReactNode } from 'react';

import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';

/** What can be done with one thing; its name is for ears, which do not see beside what the dots stand. */
export function RowMenu({ name, children }: { name: string; children: ReactNode }) {
  const { t } = useSpeech();
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('common.actionsFor', { name })}>
          <Icon shape="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
