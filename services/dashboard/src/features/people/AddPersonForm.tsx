import { Select, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Role } from '../../api/types';
import { ModalForm } from '../../components/FormModal';
import { PasswordField } from '../../components/PasswordField';
import { useSpeech } from '../../i18n/LanguageProvider';
import { addPersonMutation, peopleQuery, type Realm } from './api/people';

interface Props {
  realm: Realm;
  /** To choose from; none where there is nothing to choose. */
  roles: Role[];
  onClose: () => void;
}

export function AddPersonForm({ realm, roles, onClose }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState(roles[0]);
  const [checked, setChecked] = useState(false);
  const add = useMutation({
    ...addPersonMutation(realm),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: peopleQuery(realm).queryKey });
      onClose();
    },
  });
  const address = email.trim();
  const wrong = {
    email: !/^\S+@\S+$/.test(address) && t('people.emailWrong'),
    password: password === '' && t('people.passwordMissing'),
  };
  const submit = () => {
    setChecked(true);
    if (!wrong.email && !wrong.password) {
      add.mutate({ email: address, password, ...(role && { role }) });
    }
  };
  return (
    <ModalForm
      submit={t('people.addSubmit')}
      pending={add.isPending}
      error={add.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={t('signIn.email')}
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={checked && wrong.email}
        autoComplete="off"
        styles={{ wrapper: { direction: 'ltr' } }}
        required
        withAsterisk={false}
        data-autofocus
      />
      {roles.length > 0 && (
        <Select
          label={t('people.role')}
          data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={role ?? null}
          onChange={(value) => setRole(roles.find((known) => known === value) ?? role)}
          allowDeselect={false}
          description={role && t(`role.${role}.may`)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
      )}
      <PasswordField
        label={t('people.password')}
        description={t('people.passwordHint')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={checked && wrong.password}
        autoComplete="new-password"
      />
      <Text size="sm" c="dimmed">
        {t('people.passwordNote')}
      </Text>
    </ModalForm>
  );
}
