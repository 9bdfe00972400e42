import { Alert, Button, Stack, Text } from '@mantine/core';

import { errorText } from '../i18n/error-text';
import { useSpeech } from '../i18n/LanguageProvider';
import { Icon } from './Icon';

interface Props {
  error: Error;
  title?: string;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
}

/** What went wrong, in the reader's language, and a way on. */
export function ErrorNotice({ error, title, onRetry, retrying = false }: Props) {
  const speech = useSpeech();
  return (
    <Alert color="red" icon={<Icon shape="alert" />} title={title} role="alert">
      <Stack gap="sm" align="flex-start">
        <Text size="sm" dir="auto">
          {errorText(error, speech)}
        </Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry} loading={retrying}>
            {speech.t('common.tryAgain')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
