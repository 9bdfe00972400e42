import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Navigate } from 'react-router';

import { FormModal } from '../../components/FormModal';
import { LoadFailed } from '../../components/LoadFailed';
import { PageHead } from '../../components/PageHead';
import { SecretOnce } from '../../components/SecretOnce';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { crmQuery } from './api/crm';
import { ConnectCrm } from './ConnectCrm';
import { CrmCard } from './CrmCard';
import { Deliveries } from './Deliveries';

/** Settings → CRM, of an owner's tenant. */
export function CrmPage() {
  const user = useUser();
  if (user.role !== 'owner' || user.tenant_id === null) {
    return <Navigate to="/" replace />;
  }
  return <TheCrm tenant={user.tenant_id} />;
}

function TheCrm({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  const crm = useQuery(crmQuery(tenant));
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Stack gap="lg">
      <PageHead title={t('crm.title')} intro={t('crm.intro')} />
      {crm.isPending && (
        <Skeleton height={140} role="status" aria-busy aria-label={t('common.loading')} />
      )}
      <LoadFailed query={crm} />
      {crm.data === null && <ConnectCrm tenant={tenant} onSecret={setSecret} />}
      {crm.data && (
        <>
          <CrmCard tenant={tenant} crm={crm.data} onSecret={setSecret} />
          <Deliveries tenant={tenant} />
        </>
      )}
      <FormModal
        opened={secret !== null}
        title={t('crm.secretTitle')}
        onClose={() => setSecret(null)}
      >
        {secret !== null && (
          <SecretOnce
            secret={secret}
            label={t('crm.secret')}
            warning={t('crm.secretOnce')}
            kept={t('crm.kept')}
            onKept={() => setSecret(null)}
          />
        )}
      </FormModal>
    </Stack>
  );
}
