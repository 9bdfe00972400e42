import { TextInput } from '@mantine/core';
import { useState } from 'react';

import { ModalForm } from '../../components/FormModal';
import { useSpeech } from '../../i18n/LanguageProvider';

/** As in the API. */
const LONGEST_NAME = 200;

interface Props {
  name: string;
  submit: string;
  pending: boolean;
  error: Error | null;
  onSubmit: (name: string) => void;
  onClose: () => void;
}

export function TenantNameForm({ name: before, onSubmit, ...rest }: Props) {
  const { t } = useSpeech();
  const [name, setName] = useState(before);
  const [missing, setMissing] = useState(false);
  const submit = () => {
    const trimmed = name.trim();
    setMissing(trimmed === '');
    if (trimmed !== '') {
      onSubmit(trimmed);
    }
  };
  return (
    <ModalForm {...rest} onSubmit={submit}>
      <TextInput
        label={t('tenants.name')}
        placeholder={t('tenants.namePlaceholder')}
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
