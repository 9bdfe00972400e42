import { Stack } from '@mantine/core';
import { Navigate } from 'react-router';

import { PageTitle } from '../../components/PageTitle';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { Timeline } from './Timeline';
import { WhatsAppCard } from './WhatsAppCard';

/** Settings → WhatsApp, of the tenant of who is signed in. */
export function WhatsAppPage() {
  const { t } = useSpeech();
  const user = useUser();
  if (user.tenant_id === null) {
    return <Navigate to="/tenants" replace />;
  }
  return (
    <Stack gap="lg">
      <PageTitle text={t('nav.settings')} />
      <WhatsAppCard tenant={user.tenant_id} intro={t('whatsapp.intro')} />
      <Timeline tenant={user.tenant_id} />
    </Stack>
  );
}
