import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';

import { LoadFailed } from '../../components/LoadFailed';
import { NotFoundPage } from '../../components/NotFoundPage';
import { PageTitle } from '../../components/PageTitle';
import { useSpeech } from '../../i18n/LanguageProvider';
import { safeReturn } from '../auth/return-to';
import { useUser } from '../auth/useUser';
import { tenantQuery } from '../tenants/api/get-tenant';
import { useVisit } from './visit';

/** The door to a tenant's own pages: who it is, and then on to the page that was asked for. */
export function VisitPage() {
  const { tenantId = '' } = useParams();
  return /^[1-9]\d{0,15}$/.test(tenantId) ? <Door id={Number(tenantId)} /> : <NotFoundPage />;
}

function Door({ id }: { id: number }) {
  const { t } = useSpeech();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { id: operator } = useUser();
  const { setVisit } = useVisit();
  const tenant = useQuery(tenantQuery(id));
  const asked = safeReturn(search.get('to'));
  const to = asked === '/' ? '/conversations' : asked;
  const name = tenant.data?.name;
  useEffect(() => {
    if (name !== undefined) {
      setVisit({ operator, tenant_id: id, tenant_name: name });
      void navigate(to, { replace: true });
    }
  }, [name, operator, id, to, setVisit, navigate]);
  return (
    <Stack gap="lg">
      <PageTitle text={t('visit.open')} />
      <LoadFailed query={tenant} />
      {!tenant.error && <Skeleton height={320} aria-busy aria-label={t('common.loading')} />}
    </Stack>
  );
}
