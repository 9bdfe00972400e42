import { Button, Card, Group, Menu, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { Crm, CrmWithSecret } from '../../api/types';
import { Ask } from '../../components/Ask';
import { Done } from '../../components/Done';
import { FormModal, ModalForm } from '../../components/FormModal';
import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { crmQuery, removeCrmMutation, rotateSecretMutation, saveCrmMutation } from './api/crm';
import { isAddress, UrlField } from './UrlField';

type Doing = 'url' | 'rotate' | 'remove' | null;

interface Props {
  tenant: number;
  crm: Crm;
  onSecret: (secret: string) => void;
}

/** The CRM that is told, and what can be done with it. */
export function CrmCard({ tenant, crm, onSecret }: Props) {
  const { t, date, dateTime } = useSpeech();
  const client = useQueryClient();
  const [doing, setDoing] = useState<Doing>(null);
  const [done, setDone] = useState<string | null>(null);
  const key = crmQuery(tenant).queryKey;
  const taken = ({ secret, ...now }: CrmWithSecret) => {
    client.setQueryData(key, now);
    setDoing(null);
    if (secret) {
      onSecret(secret);
    }
  };
  const save = useMutation({
    ...saveCrmMutation(tenant),
    onSuccess: (now) => {
      taken(now);
      setDone(t('crm.changed'));
    },
  });
  const rotate = useMutation({ ...rotateSecretMutation(tenant), onSuccess: taken });
  const remove = useMutation({
    ...removeCrmMutation(tenant),
    onSuccess: () => client.setQueryData(key, null),
  });
  const begin = (what: Doing) => {
    setDone(null);
    setDoing(what);
  };
  const close = () => {
    save.reset();
    rotate.reset();
    remove.reset();
    setDoing(null);
  };
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby="crm-url">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="sm">
          <div style={{ flex: '1 1 16rem', minWidth: 0 }}>
            <Title order={2} size="h5" id="crm-url" style={{ overflowWrap: 'anywhere' }}>
              <bdi dir="ltr">{crm.url}</bdi>
            </Title>
            <Text size="sm" c="dimmed">
              {t('crm.since', { date: date(crm.created_at) })}
            </Text>
          </div>
          <Menu position="bottom-end" width={220}>
            <Menu.Target>
              <Button variant="default" rightSection={<Icon shape="down" size={16} />}>
                {t('common.actions')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => begin('url')}>{t('crm.changeUrl')}</Menu.Item>
              <Menu.Item onClick={() => begin('rotate')}>{t('crm.rotate')}</Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" onClick={() => begin('remove')}>
                {t('crm.remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
        {crm.previous_secret_until && (
          <Text size="sm">
            {t('crm.previousUntil', { time: dateTime(crm.previous_secret_until) })}
          </Text>
        )}
        <Done text={done} onClose={() => setDone(null)} />
      </Stack>
      <FormModal opened={doing === 'url'} title={t('crm.changeUrlTitle')} onClose={close}>
        <ChangeUrl
          before={crm.url}
          pending={save.isPending}
          error={save.error}
          onSubmit={(url) => save.mutate(url)}
          onClose={close}
        />
      </FormModal>
      <Ask
        opened={doing === 'rotate'}
        title={t('crm.rotateTitle')}
        text={t('crm.rotateText')}
        confirm={t('crm.rotate')}
        harmless
        pending={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate()}
        onClose={close}
      />
      <Ask
        opened={doing === 'remove'}
        title={t('crm.removeTitle')}
        text={t('crm.removeText')}
        confirm={t('crm.remove')}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      />
    </Card>
  );
}

interface ChangeProps {
  before: string;
  pending: boolean;
  error: Error | null;
  onSubmit: (url: string) => void;
  onClose: () => void;
}

function ChangeUrl({ before, onSubmit, ...rest }: ChangeProps) {
  const { t } = useSpeech();
  const [url, setUrl] = useState(before);
  const [checked, setChecked] = useState(false);
  const submit = () => {
    setChecked(true);
    if (isAddress(url.trim())) {
      onSubmit(url.trim());
    }
  };
  return (
    <ModalForm {...rest} submit={t('common.save')} onSubmit={submit}>
      <UrlField value={url} checked={checked} onChange={setUrl} />
    </ModalForm>
  );
}
