import { Button, Card, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';

import { ErrorNotice } from '../../components/ErrorNotice';
import { useSpeech } from '../../i18n/LanguageProvider';
import { crmQuery, saveCrmMutation } from './api/crm';
import { isAddress, UrlField } from './UrlField';

interface Props {
  tenant: number;
  onSecret: (secret: string) => void;
}

/** There is no CRM, and how there comes to be one. */
export function ConnectCrm({ tenant, onSecret }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const [url, setUrl] = useState('');
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    ...saveCrmMutation(tenant),
    onSuccess: ({ secret, ...crm }) => {
      client.setQueryData(crmQuery(tenant).queryKey, crm);
      if (secret) {
        onSecret(secret);
      }
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (isAddress(url.trim())) {
      save.mutate(url.trim());
    }
  };
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="connect-title" maw={720}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <div>
            <Title order={2} size="h4" id="connect-title">
              {t('crm.none')}
            </Title>
            <Text size="sm" c="dimmed">
              {t('crm.noneHint')}
            </Text>
          </div>
          <UrlField value={url} checked={checked} onChange={setUrl} />
          {save.error && <ErrorNotice error={save.error} title={t('error.title')} />}
          <Button type="submit" loading={save.isPending} w="fit-content">
            {t('crm.connect')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
