import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { ApiError } from '../../api/client';
import { Done } from '../../components/Done';
import { ErrorNotice } from '../../components/ErrorNotice';
import { PasswordField } from '../../components/PasswordField';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { passwordMutation } from './api/account';

const NOTHING = { current: '', next: '', again: '' };

export function PasswordForm() {
  const { t } = useSpeech();
  const user = useUser();
  const [typed, setTyped] = useState(NOTHING);
  const [checked, setChecked] = useState(false);
  const change = useMutation({
    ...passwordMutation,
    onSuccess: () => {
      setTyped(NOTHING);
      setChecked(false);
    },
  });
  const wrong = {
    current: typed.current === '' && t('people.passwordMissing'),
    next: typed.next === '' && t('people.passwordMissing'),
    again: typed.again !== typed.next && t('account.different'),
  };
  const refused =
    change.error instanceof ApiError && change.error.fields.includes('current_password');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!wrong.current && !wrong.next && !wrong.again) {
      change.mutate({ current_password: typed.current, new_password: typed.next });
    }
  };
  const field = (name: keyof typeof NOTHING) => ({
    value: typed[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTyped((before) => ({ ...before, [name]: value }));
    },
    error: checked && wrong[name],
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" maw={400} align="stretch">
        {/* For password managers: whose password it is. */}
        <input type="hidden" name="email" autoComplete="username" value={user.email} readOnly />
        <PasswordField
          label={t('account.current')}
          autoComplete="current-password"
          {...field('current')}
          {...(refused && { error: t('account.currentWrong') })}
        />
        <PasswordField
          label={t('account.next')}
          description={t('people.passwordHint')}
          autoComplete="new-password"
          {...field('next')}
        />
        <PasswordField label={t('account.again')} autoComplete="new-password" {...field('again')} />
        {change.error && !refused && <ErrorNotice error={change.error} title={t('error.title')} />}
        <Done
          text={change.isSuccess ? t('account.changed') : null}
          onClose={() => change.reset()}
        />
        <Button type="submit" loading={change.isPending} w="fit-content">
          {t('account.change')}
        </Button>
      </Stack>
    </form>
  );
}
