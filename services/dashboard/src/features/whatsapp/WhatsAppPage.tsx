import { Anchor, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate } from 'react-router';

import { PageTitle } from '../../components/PageTitle';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { sessionQuery } from './api/session';
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
      <Next tenant={user.tenant_id} />
      <Timeline tenant={user.tenant_id} />
    </Stack>
  );
}

/** Who has linked the number has more to do, and does not know where. */
function Next({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  const session = useQuery({ ...sessionQuery(tenant), enabled: false });
  return (
    session.data?.state === 'connected' && (
      <Anchor component={Link} to="/" size="sm">
        {t('whatsapp.next')}
      </Anchor>
    )
  );
}
