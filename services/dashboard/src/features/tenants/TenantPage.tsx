import { Alert, Anchor, Group, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Navigate, useNavigate, useParams } from 'react-router';

import { ApiError } from '../../api/client';
import type { Tenant } from '../../api/types';
import { Done } from '../../components/Done';
import { Icon } from '../../components/Icon';
import { LoadFailed } from '../../components/LoadFailed';
import { NotFoundPage } from '../../components/NotFoundPage';
import { PageTitle } from '../../components/PageTitle';
import { useSpeech } from '../../i18n/LanguageProvider';
import { People } from '../people/People';
import { Tokens } from '../tokens/Tokens';
import { Timeline } from '../whatsapp/Timeline';
import { WhatsAppCard } from '../whatsapp/WhatsAppCard';
import { tenantQuery } from './api/get-tenant';
import { PrivacyTab } from './PrivacyTab';
import { StateBadge } from './StateBadge';
import { TenantMenu } from './TenantMenu';

const TABS = ['whatsapp', 'people', 'tokens', 'privacy'] as const;

export function TenantPage() {
  const { tenantId = '', tab = 'whatsapp' } = useParams();
  if (!/^[1-9]\d{0,15}$/.test(tenantId) || !TABS.some((known) => known === tab)) {
    return <NotFoundPage />;
  }
  // One tenant's errors and links are not the next one's.
  return <OneTenant key={tenantId} id={Number(tenantId)} tab={tab} />;
}

function OneTenant({ id, tab }: { id: number; tab: string }) {
  const { t } = useSpeech();
  const tenant = useQuery({
    ...tenantQuery(id),
    // Until it is gone.
    refetchInterval: ({ state }) => (state.data?.deleting ? 3_000 : false),
  });
  // What was being deleted is not missed.
  const gone =
    tenant.data?.deleting && tenant.error instanceof ApiError && tenant.error.status === 404;
  return (
    <Stack gap="lg">
      <Anchor component={Link} to="/tenants" size="sm" w="fit-content">
        <Group gap={4} component="span">
          <Icon shape="back" size={16} />
          {t('tenants.title')}
        </Group>
      </Anchor>
      {tenant.isPending && <Skeleton height={40} maw={320} aria-label={t('common.loading')} />}
      {gone ? <Navigate to="/tenants" replace /> : <LoadFailed query={tenant} />}
      {tenant.data && !tenant.error && <Shown tenant={tenant.data} tab={tab} />}
    </Stack>
  );
}

function Shown({ tenant, tab }: { tenant: Tenant; tab: string }) {
  const { t, date } = useSpeech();
  const navigate = useNavigate();
  const [done, setDone] = useState<string | null>(null);
  const { id } = tenant;
  return (
    <>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div style={{ flex: '1 1 16rem', minWidth: 0 }}>
          <Group gap="sm">
            <PageTitle text={tenant.name} />
            <StateBadge tenant={tenant} />
          </Group>
          <Text c="dimmed" size="sm" mt={4}>
            {t('tenants.id')} {id}
            {' · '}
            {t('tenants.addedOn', { date: date(tenant.created_at) })}
          </Text>
        </div>
        {!tenant.deleting && <TenantMenu tenant={tenant} onDone={setDone} />}
      </Group>
      <Done text={done} onClose={() => setDone(null)} />
      {tenant.deleting ? (
        <Alert color="red" icon={<Icon shape="info" />} role="status">
          {t('tenants.deletingText')}
        </Alert>
      ) : (
        <Tabs
          value={tab}
          onChange={(next) => navigate(`/tenants/${id}${next === 'whatsapp' ? '' : `/${next}`}`)}
          keepMounted={false}
        >
          <Tabs.List mb="lg">
            <Tabs.Tab value="whatsapp">{t('nav.whatsapp')}</Tabs.Tab>
            <Tabs.Tab value="people">{t('people.title')}</Tabs.Tab>
            <Tabs.Tab value="tokens">{t('tokens.title')}</Tabs.Tab>
            <Tabs.Tab value="privacy">{t('nav.privacy')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="whatsapp">
            <Stack gap="lg">
              <WhatsAppCard tenant={id} intro={t('whatsapp.introOf')} />
              <Timeline tenant={id} />
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="people">
            <People realm={`/api/tenants/${id}`} roles={['agent', 'owner']} />
          </Tabs.Panel>
          <Tabs.Panel value="tokens">
            <Tokens realm={`/api/tenants/${id}`} intro={t('tokens.introTenant')} />
          </Tabs.Panel>
          <Tabs.Panel value="privacy">
            <PrivacyTab tenant={tenant} />
          </Tabs.Panel>
        </Tabs>
      )}
    </>
  );
}
