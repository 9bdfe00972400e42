import { Button, Card, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { Ask } from '../../components/Ask';
import { PageHead } from '../../components/PageHead';
import { useSpeech } from '../../i18n/LanguageProvider';
import { forgetSignedIn } from '../auth/sign-out';
import { logoutEverywhereMutation } from './api/account';
import { PasswordForm } from './PasswordForm';

/** What somebody does with their own account. */
export function AccountPage() {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [asking, { open, close }] = useDisclosure();
  const everywhere = useMutation({
    ...logoutEverywhereMutation,
    onSuccess: () => forgetSignedIn(client),
  });
  return (
    <Stack gap="lg">
      <PageHead title={t('account.title')} />
      <Card withBorder padding="lg" component="section" aria-labelledby="password-title">
        <Stack gap="md">
          <Title order={2} size="h3" id="password-title">
            {t('account.password')}
          </Title>
          <PasswordForm />
        </Stack>
      </Card>
      <Card withBorder padding="lg" component="section" aria-labelledby="everywhere-title">
        <Stack gap="md" align="flex-start">
          <Title order={2} size="h3" id="everywhere-title">
            {t('account.everywhere')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('account.everywhereText')}
          </Text>
          <Button variant="outline" color="red" onClick={open}>
            {t('account.everywhere')}
          </Button>
        </Stack>
      </Card>
      <Ask
        opened={asking}
        title={t('account.everywhereTitle')}
        text={t('account.everywhereAsk')}
        confirm={t('account.everywhere')}
        pending={everywhere.isPending}
        error={everywhere.error}
        onConfirm={() => everywhere.mutate()}
        onClose={close}
      />
    </Stack>
  );
}
