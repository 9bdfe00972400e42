import { Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';

import { NotFoundPage } from '../../components/NotFoundPage';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Icon } from '../../components/Icon';
import { PageTitle } from '../../components/PageTitle';
import { useSpeech } from '../../i18n/LanguageProvider';
import { Timeline } from '../whatsapp/Timeline';
import { WhatsAppCard } from '../whatsapp/WhatsAppCard';
import { tenantQuery } from './api/get-tenant';
import { StateBadge } from './StateBadge';

export function TenantPage() {
  const { tenantId = '' } = useParams();
  if (!/^[1-9]\d{0,15}$/.test(tenantId)) {
    return <NotFoundPage />;
  }
  // One tenant's errors and links are not the next one's.
  return <OneTenant key={tenantId} id={Number(tenantId)} />;
}

function OneTenant({ id }: { id: number }) {
  const { t, date } = useSpeech();
  const tenant = useQuery(tenantQuery(id));
  return (
    <Stack gap="lg">
      <Anchor component={Link} to="/tenants" size="sm" w="fit-content">
        <Group gap={4} component="span">
          <Icon shape="back" size={16} />
          {t('tenants.title')}
        </Group>
      </Anchor>
      {tenant.isPending && <Skeleton height={40} maw={320} aria-label={t('common.loading')} />}
      {tenant.error && (
        <ErrorNotice
          error={tenant.error}
          title={t('error.loadTitle')}
          onRetry={() => tenant.refetch()}
          retrying={tenant.isFetching}
        />
      )}
      {tenant.data && (
        <>
          <div>
            <Group gap="sm">
              <PageTitle text={tenant.data.name} />
              <StateBadge enabled={tenant.data.enabled} />
            </Group>
            <Text c="dimmed" size="sm" mt={4}>
              {t('tenants.id')} {tenant.data.id}
              {' · '}
              {t('tenants.addedOn', { date: date(tenant.data.created_at) })}
            </Text>
          </div>
          <WhatsAppCard tenant={id} intro={t('whatsapp.introOf')} />
          <Timeline tenant={id} />
        </>
      )}
    </Stack>
  );
}
