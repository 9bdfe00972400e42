import { Stack, Title } from '@mantine/core';
import { Navigate } from 'react-router';

import { PageHead } from '../../components/PageHead';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { Tokens } from '../tokens/Tokens';
import { People } from './People';

/** Settings → Team: the people and the machines of an owner's own tenant. */
export function TeamPage() {
  const { t } = useSpeech();
  const user = useUser();
  if (user.role !== 'owner' || user.tenant_id === null) {
    return <Navigate to="/" replace />;
  }
  const realm = `/api/tenants/${user.tenant_id}`;
  return (
    <Stack gap="xl">
      <Stack gap="md">
        <PageHead title={t('people.title')} />
        <People realm={realm} roles={['agent', 'owner']} />
      </Stack>
      <Stack gap="md">
        <Title order={2} size="h3">
          {t('tokens.title')}
        </Title>
        <Tokens realm={realm} intro={t('tokens.introTenant')} />
      </Stack>
    </Stack>
  );
}
