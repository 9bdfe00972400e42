import { Skeleton, Stack } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';

/** Until a flow, or a part of it, is there. */
export function FlowWaiting() {
  const { t } = useSpeech();
  return (
    <Stack gap="md" role="status" aria-busy aria-label={t('common.loading')}>
      <Skeleton height={42} />
      <Skeleton height={190} />
      <Skeleton height={160} />
      <Skeleton height={160} />
    </Stack>
  );
}
