import { PasswordInput, type PasswordInputProps } from '@mantine/core';

import { useSpeech } from '../i18n/LanguageProvider';

/** A password: written from left to right in every language, and to be looked at when wanted. */
export function PasswordField(props: PasswordInputProps) {
  const { t } = useSpeech();
  return (
    <PasswordInput
      required
      withAsterisk={false}
      styles={{ wrapper: { direction: 'ltr' } }}
      visibilityToggleButtonProps={{ 'aria-label': t('common.showPassword') }}
      {...props}
    />
  );
}
