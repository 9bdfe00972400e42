import { Center, Loader } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';

/** Until what stands beside the form is there. */
export function SideWaiting() {
  const { t } = useSpeech();
  return (
    <Center flex={1}>
      <Loader aria-label={t('common.loading')} />
    </Center>
  );
}
