import { ActionIcon, Menu } from '@mantine/core';
import type { ReactNode } from 'react';

import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';

interface Props {
  name: string;
  width?: number;
  children: ReactNode;
}

/** What can be done with one thing; its name is for ears, which do not see beside what the dots stand. */
export function RowMenu({ name, width = 220, children }: Props) {
  const { t } = useSpeech();
  return (
    <Menu position="bottom-end" width={width}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('common.actionsFor', { name })}>
          <Icon shape="dots" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
