import { Stack, Title } from '@mantine/core';

import { PageHead } from '../../components/PageHead';
import { useSpeech } from '../../i18n/LanguageProvider';
import { People } from '../people/People';
import { Tokens } from '../tokens/Tokens';
import { WebhookKeys } from './WebhookKeys';

/** Who operates: people, machines, and what WAHA proves itself with. */
export function AccessPage() {
  const { t } = useSpeech();
  return (
    <Stack gap="xl">
      <PageHead title={t('access.title')} />
      <Stack gap="md">
        <Title order={2} size="h3">
          {t('access.operators')}
        </Title>
        <People realm="/api" roles={[]} />
      </Stack>
      <Stack gap="md">
        <Title order={2} size="h3">
          {t('tokens.title')}
        </Title>
        <Tokens realm="/api" intro={t('tokens.introOperators')} />
      </Stack>
      <WebhookKeys />
    </Stack>
  );
}
