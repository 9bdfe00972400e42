import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';

import { FormModal } from '../../components/FormModal';
import { useSpeech } from '../../i18n/LanguageProvider';
import { createTenantMutation } from './api/create-tenant';
import { tenantQuery } from './api/get-tenant';
import { tenantLists } from './api/list-tenants';
import { TenantNameForm } from './TenantNameForm';

interface Props {
  opened: boolean;
  onClose: () => void;
}

export function CreateTenantModal({ opened, onClose }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    ...createTenantMutation,
    onSuccess: async (tenant) => {
      client.setQueryData(tenantQuery(tenant.id).queryKey, tenant);
      void client.invalidateQueries({ queryKey: tenantLists });
      onClose();
      await navigate(`/tenants/${tenant.id}`);
    },
  });
  const close = () => {
    create.reset();
    onClose();
  };
  return (
    <FormModal opened={opened} title={t('tenants.addTitle')} onClose={close}>
      <TenantNameForm
        name=""
        submit={t('tenants.addSubmit')}
        pending={create.isPending}
        error={create.error}
        onSubmit={(name) => create.mutate(name)}
        onClose={close}
      />
    </FormModal>
  );
}
