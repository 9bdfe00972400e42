import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';

import { ErrorNotice } from '../../components/ErrorNotice';
import { useSpeech } from '../../i18n/LanguageProvider';
import { createTenantMutation } from './api/create-tenant';
import { tenantQuery } from './api/get-tenant';
import { tenantsQuery } from './api/list-tenants';

/** As in the API. */
const LONGEST_NAME = 200;

interface Props {
  opened: boolean;
  onClose: () => void;
}

export function CreateTenantModal({ opened, onClose }: Props) {
  const { t } = useSpeech();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('tenants.addTitle')}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {/* Mounted anew each time it is opened: nothing is left of the time before. */}
      <CreateTenantForm onClose={onClose} />
    </Modal>
  );
}

function CreateTenantForm({ onClose }: { onClose: () => void }) {
  const { t } = useSpeech();
  const [name, setName] = useState('');
  const [missing, setMissing] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    ...createTenantMutation,
    onSuccess: async (tenant) => {
      client.setQueryData(tenantQuery(tenant.id).queryKey, tenant);
      void client.invalidateQueries({ queryKey: tenantsQuery.queryKey });
      onClose();
      await navigate(`/tenants/${tenant.id}`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = name.trim();
    setMissing(trimmed === '');
    if (trimmed !== '') {
      create.mutate(trimmed);
    }
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {create.error && <ErrorNotice error={create.error} title={t('error.title')} />}
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
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t('tenants.addSubmit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
