import { Stack } from '@mantine/core';
import { Navigate } from 'react-router';

import { PageHead } from '../../components/PageHead';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { PrivacyRooms } from './PrivacyRooms';

/** Settings → Privacy, of an owner's tenant. */
export function PrivacyPage() {
  const { t } = useSpeech();
  const user = useUser();
  if (user.role !== 'owner' || user.tenant_id === null) {
    return <Navigate to="/" replace />;
  }
  return (
    <Stack gap="lg" maw={820}>
      <PageHead title={t('nav.privacy')} intro={t('privacy.intro')} />
      <PrivacyRooms tenant={user.tenant_id} />
    </Stack>
  );
}
