import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { LoadFailed } from '../../components/LoadFailed';
import { useSpeech } from '../../i18n/LanguageProvider';
import { privacyQuery } from './api/privacy';
import { Deeds } from './Deeds';
import { ExportAll } from './ExportAll';
import { KeepingForm } from './KeepingForm';

/** What is kept of a tenant's customers, for its owners and for operators. */
export function PrivacyRooms({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  // Read once: it would take away what somebody is writing.
  const privacy = useQuery({ ...privacyQuery(tenant), refetchOnWindowFocus: false });
  return (
    <Stack gap="lg">
      {privacy.isPending && (
        <Skeleton height={320} role="status" aria-busy aria-label={t('common.loading')} />
      )}
      <LoadFailed query={privacy} />
      {privacy.data && <KeepingForm tenant={tenant} privacy={privacy.data} />}
      <ExportAll tenant={tenant} />
      <Deeds tenant={tenant} />
    </Stack>
  );
}
