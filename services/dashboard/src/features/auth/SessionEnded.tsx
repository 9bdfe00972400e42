import { Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { focusManager, useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, type FormEvent } from 'react';

import type { User } from '../../api/types';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PasswordField } from '../../components/PasswordField';
import { useSpeech } from '../../i18n/LanguageProvider';
import { loginMutation } from './api/login';
import { endIsOver, meKey } from './session-end';
import { forgetSignedIn } from './sign-out';

/** Above the page that somebody was at work on when their login session ended: it stays as it is, and goes on. */
export function SessionEnded({ user }: { user: User }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const login = useMutation({
    ...loginMutation,
    onSuccess: ({ user: now }) => {
      client.setQueryData(meKey, now);
      endIsOver(client);
      // What was refused meanwhile is asked for again.
      void client.invalidateQueries();
    },
  });
  useEffect(() => {
    // Nothing is asked for until somebody may ask: the page rests as in a tab that is not looked at.
    focusManager.setFocused(false);
    return () => focusManager.setFocused(undefined);
  }, []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A portal's events rise through React's tree, to the forms of the page.
    event.stopPropagation();
    const password = String(new FormData(event.currentTarget).get('password'));
    login.mutate({ email: user.email, password });
  };
  return (
    <Modal
      opened
      onClose={() => {}}
      title={t('ended.title')}
      centered
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      zIndex={400}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>{t('ended.text')}</Text>
          {login.error && <ErrorNotice error={login.error} />}
          <TextInput
            name="email"
            type="email"
            label={t('signIn.email')}
            autoComplete="username"
            value={user.email}
            readOnly
            variant="filled"
            styles={{ wrapper: { direction: 'ltr' } }}
          />
          <PasswordField
            name="password"
            label={t('signIn.password')}
            autoComplete="current-password"
            data-autofocus
          />
          <Button type="submit" loading={login.isPending}>
            {t('ended.submit')}
          </Button>
          <Stack gap={2} align="center">
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              onClick={() => forgetSignedIn(client)}
            >
              {t('ended.other')}
            </Button>
            <Text size="xs" c="dimmed">
              {t('ended.otherHint')}
            </Text>
          </Stack>
        </Stack>
      </form>
    </Modal>
  );
}
