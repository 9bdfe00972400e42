import { Alert, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { CopyButton } from '../../components/CopyButton';
import { ModalForm } from '../../components/FormModal';
import { Icon } from '../../components/Icon';
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
      <Stack gap="md">
        <Alert color="teal" icon={<Icon shape="key" />} role="status">
          <Text size="sm">{t('tokens.once')}</Text>
        </Alert>
        <Code
          block
          dir="ltr"
          fz="sm"
          style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
          aria-label={t('tokens.token')}
          role="textbox"
          aria-readonly
          tabIndex={0}
        >
          {create.data.secret}
        </Code>
        <Group justify="space-between" gap="sm">
          <CopyButton value={create.data.secret} />
          <Button onClick={onClose}>{t('tokens.kept')}</Button>
        </Group>
      </Stack>
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
