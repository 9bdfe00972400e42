import { Alert, Text } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';

import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';

/** Says that the browser has no connection: what is shown may be old. */
export function Offline() {
  const { t } = useSpeech();
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <Alert color="orange" icon={<Icon shape="alert" />} mb="lg" role="presentation">
          <Text size="sm">{t('common.offline')}</Text>
        </Alert>
      )}
    </div>
  );
}
