import { Button, Center, Group, Loader, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Navigate, useSearchParams } from 'react-router';

import { Brand } from '../../components/Brand';
import { ColorSchemeButton } from '../../components/ColorSchemeButton';
import { ErrorNotice } from '../../components/ErrorNotice';
import { LanguageMenu } from '../../components/LanguageMenu';
import { PageTitle } from '../../components/PageTitle';
import { PasswordField } from '../../components/PasswordField';
import { useSpeech } from '../../i18n/LanguageProvider';
import { loginMutation } from './api/login';
import { meQuery } from './api/me';
import { safeReturn } from './return-to';
import { forgetSignedIn } from './sign-out';

export function SignInPage() {
  const { t } = useSpeech();
  const [search] = useSearchParams();
  const client = useQueryClient();
  const me = useQuery(meQuery);
  const login = useMutation({
    ...loginMutation,
    onSuccess: ({ user }) => {
      forgetSignedIn(client);
      client.setQueryData(meQuery.queryKey, user);
    },
  });

  if (me.data) {
    return <Navigate to={safeReturn(search.get('to'))} replace />;
  }

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    login.mutate({
      email: String(form.get('email')).trim(),
      password: String(form.get('password')),
    });
  };

  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={400} gap="md">
        <Group justify="space-between">
          <Brand />
          <Group gap={4}>
            <LanguageMenu />
            <ColorSchemeButton />
          </Group>
        </Group>
        <Paper withBorder p="xl" pos="relative">
          <form onSubmit={submit}>
            <Stack gap="md">
              <div>
                <PageTitle text={t('signIn.title')} />
                <Text c="dimmed" size="sm" mt={4}>
                  {t('signIn.intro')}
                </Text>
              </div>
              {login.error && <ErrorNotice error={login.error} />}
              {!login.error && me.error && (
                <ErrorNotice
                  error={me.error}
                  onRetry={() => me.refetch()}
                  retrying={me.isFetching}
                />
              )}
              <TextInput
                name="email"
                type="email"
                label={t('signIn.email')}
                autoComplete="username"
                required
                withAsterisk={false}
                styles={{ wrapper: { direction: 'ltr' } }}
              />
              <PasswordField
                name="password"
                label={t('signIn.password')}
                autoComplete="current-password"
              />
              <Button type="submit" loading={login.isPending} fullWidth>
                {t('signIn.submit')}
              </Button>
            </Stack>
          </form>
        </Paper>
        <Center h={20}>
          {me.isPending && <Loader size="xs" aria-label={t('common.loading')} />}
        </Center>
      </Stack>
    </Center>
  );
}
