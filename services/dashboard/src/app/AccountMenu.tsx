import { ActionIcon } from '@mantine/core';
import { lazy, Suspense, useState, type Ref } from 'react';

import { Icon } from '../components/Icon';
import { useSpeech } from '../i18n/LanguageProvider';
import type { Props } from './AccountList';

const loadList = () => import('./AccountList');
const AccountList = lazy(async () => ({ default: (await loadList()).AccountList }));

/** The button is always there; what it opens, and what makes that float, is fetched by who points at it. */
export function AccountMenu(props: Props) {
  const [wanted, setWanted] = useState(false);
  const button = <AccountButton onClick={() => setWanted(true)} />;
  return wanted ? (
    <Suspense fallback={button}>
      <AccountList {...props} />
    </Suspense>
  ) : (
    button
  );
}

interface ButtonProps {
  onClick?: () => void;
  ref?: Ref<HTMLButtonElement>;
}

export function AccountButton(props: ButtonProps) {
  const { t } = useSpeech();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t('nav.account')}
      aria-haspopup="menu"
      onPointerEnter={() => void loadList()}
      onFocus={() => void loadList()}
      {...props}
    >
      <Icon shape="person" />
    </ActionIcon>
  );
}
