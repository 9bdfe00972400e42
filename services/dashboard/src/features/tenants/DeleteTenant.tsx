import { useMutation, useQueryClient } from '@tanstack/react-query';

import type { Tenant } from '../../api/types';
import { Ask } from '../../components/Ask';
import { useSpeech } from '../../i18n/LanguageProvider';
import { deleteTenantMutation } from './api/delete-tenant';
import { tenantQuery } from './api/get-tenant';
import { tenantLists } from './api/list-tenants';

interface Props {
  tenant: Tenant;
  opened: boolean;
  onClose: () => void;
}

/** Whether a tenant is to go with all that is its own: its name has to be typed. */
export function DeleteTenant({ tenant, opened, onClose }: Props) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const remove = useMutation({
    ...deleteTenantMutation(tenant.id),
    onSuccess: () => {
      const { queryKey } = tenantQuery(tenant.id);
      // It may be gone before it could be seen going.
      client.setQueryData(queryKey, { ...tenant, deleting: true });
      void client.invalidateQueries({ queryKey: tenantLists });
      void client.invalidateQueries({ queryKey });
      onClose();
    },
  });
  return (
    <Ask
      opened={opened}
      title={t('tenants.deleteTitle', { name: tenant.name })}
      text={t('tenants.deleteText')}
      confirm={t('tenants.delete')}
      typing={tenant.name}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={() => {
        remove.reset();
        onClose();
      }}
    />
  );
}
