import { Alert, Text } from '@mantine/core';

import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';

/** What was done, where it cannot be seen otherwise. */
export function Done({ text, onClose }: { text: string | null; onClose: () => void }) {
  const { t } = useSpeech();
  return (
    // Out of the way while it says nothing; it has to be there before it speaks.
    <div role="status" style={text === null ? { position: 'absolute' } : undefined}>
      {text !== null && (
        <Alert
          color="teal"
          icon={<Icon shape="check" />}
          role="presentation"
          withCloseButton
          closeButtonLabel={t('common.close')}
          onClose={onClose}
        >
          <Text size="sm">{text}</Text>
        </Alert>
      )}
    </div>
  );
}
