import { ActionIcon } from '@mantine/core';
import { lazy, Suspense, useState, type Ref } from 'react';

import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';

const loadList = () => import('./LanguageList');
const LanguageList = lazy(async () => ({ default: (await loadList()).LanguageList }));

/** Most never choose another: the list, and what makes it float, is fetched by who does. */
export function LanguageMenu() {
  const [wanted, setWanted] = useState(false);
  const button = <LanguageButton onClick={() => setWanted(true)} />;
  return wanted ? (
    <Suspense fallback={button}>
      <LanguageList />
    </Suspense>
  ) : (
    button
  );
}

interface Props {
  onClick?: () => void;
  ref?: Ref<HTMLButtonElement>;
}

export function LanguageButton(props: Props) {
  const { t } = useSpeech();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t('nav.language')}
      aria-haspopup="menu"
      onPointerEnter={() => void loadList()}
      onFocus={() => void loadList()}
      {...props}
    >
      <Icon shape="language" />
    </ActionIcon>
  );
}
