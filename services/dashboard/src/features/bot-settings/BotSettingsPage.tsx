import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate } from 'react-router';

import { LoadFailed } from '../../components/LoadFailed';
import { PageHead } from '../../components/PageHead';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { botSettingsQuery } from './api/bot-settings';
import { BotSettingsForm } from './BotSettingsForm';

/** Settings → Bot, of an owner's tenant. */
export function BotSettingsPage() {
  const user = useUser();
  if (user.role !== 'owner' || user.tenant_id === null) {
    return <Navigate to="/" replace />;
  }
  return <Settings tenant={user.tenant_id} />;
}

function Settings({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  // Read once: it would take away what somebody is writing.
  const settings = useQuery({ ...botSettingsQuery(tenant), refetchOnWindowFocus: false });
  return (
    <Stack gap="lg" maw={720}>
      <PageHead title={t('bot.title')} intro={t('bot.intro')} />
      {settings.isPending && (
        <Stack gap="lg" role="status" aria-busy aria-label={t('common.loading')}>
          <Skeleton height={150} />
          <Skeleton height={220} />
          <Skeleton height={220} />
        </Stack>
      )}
      <LoadFailed query={settings} />
      {settings.data && <BotSettingsForm tenant={tenant} settings={settings.data} />}
    </Stack>
  );
}
