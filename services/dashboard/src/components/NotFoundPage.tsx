import { Button, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';

import { useSpeech } from '../i18n/LanguageProvider';
import { PageTitle } from './PageTitle';

export function NotFoundPage() {
  const { t } = useSpeech();
  return (
    <Stack align="flex-start" gap="sm">
      <PageTitle text={t('error.notFound')} />
      <Text>{t('error.notFoundText')}</Text>
      <Button component={Link} to="/" variant="default">
        {t('common.home')}
      </Button>
    </Stack>
  );
}
