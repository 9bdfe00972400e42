import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { ModalForm } from '../../components/FormModal';
import { SecretOnce } from '../../components/SecretOnce';
import { useSpeech } from '../../i18n/LanguageProvider';
import { createTokenMutation, tokensQuery, type Realm } from './api/tokens';

/** As in the API. */
const LONGEST_NAME = 100;

/** A name first, then the token, once. */
export function CreateToken({ realm, onClose }: { realm: Realm; onClose: () => void }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  const create = useMutation({
    ...createTokenMutation(realm),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery(realm).queryKey }),
  });
  if (create.data) {
    return (
      <SecretOnce
        secret={create.data.secret}
        label={t('tokens.token')}
        warning={t('tokens.once')}
        kept={t('tokens.kept')}
        onKept={onClose}
      />
    );
  }
  const submit = () => {
    const trimmed = name.trim();
    setMissing(trimmed === '');
    if (trimmed !== '') {
      create.mutate(trimmed);
    }
  };
  return (
    <ModalForm
      submit={t('tokens.create')}
      pending={create.isPending}
      error={create.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label={t('tokens.name')}
        description={t('tokens.nameHint')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing && t('tenants.nameRequired')}
        maxLength={LONGEST_NAME}
        dir="auto"
        required
        withAsterisk={false}
        data-autofocus
      />
    </ModalForm>
  );
}
