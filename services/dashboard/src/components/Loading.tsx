import { Center, Loader } from '@mantine/core';

import { useSpeech } from '../i18n/LanguageProvider';

/** Before the first page is there. */
export function Loading() {
  const { t } = useSpeech();
  return (
    <Center mih="100dvh">
      <Loader aria-label={t('common.loading')} />
    </Center>
  );
}
