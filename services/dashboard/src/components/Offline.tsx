import { Alert, Text } from '@mantine/core';

import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';
import { useConnection } from './useConnection';

/** Says that what is shown may be old: the browser has no connection, or the service does not answer. */
export function Offline() {
  const { t } = useSpeech();
  const connection = useConnection();
  return (
    <div role="status">
      {connection !== 'fine' && (
        <Alert
          color={connection === 'back' ? 'teal' : 'orange'}
          icon={<Icon shape={connection === 'back' ? 'check' : 'alert'} />}
          mb="lg"
          role="presentation"
        >
          <Text size="sm">
            {t(connection === 'offline' ? 'common.offline' : `connection.${connection}`)}
          </Text>
        </Alert>
      )}
    </div>
  );
}
