import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';

import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';

export function ColorSchemeButton() {
  const { t } = useSpeech();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light', { getInitialValueInEffect: false }) === 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t(dark ? 'nav.toLight' : 'nav.toDark')}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      <Icon shape={dark ? 'sun' : 'moon'} />
    </ActionIcon>
  );
}
