import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import type { Tenant } from '../../api/types';
import { Empty } from '../../components/Empty';
import { Icon } from '../../components/Icon';
import { Listing } from '../../components/Listing';
import { PageHead } from '../../components/PageHead';
import { SearchField } from '../../components/SearchField';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { tenantsQuery } from './api/list-tenants';
import { CreateTenantModal } from './CreateTenantModal';
import { StateBadge } from './StateBadge';

export function TenantsPage() {
  const { t, date } = useSpeech();
  const { get } = useFilters();
  const [creating, { open, close }] = useDisclosure();
  const search = get('search');
  const list = useQuery(tenantsQuery({ search, after: get('after') }));
  return (
    <Stack gap="lg">
      <PageHead title={t('tenants.title')} intro={t('tenants.intro')}>
        <Button leftSection={<Icon shape="plus" size={18} />} onClick={open}>
          {t('tenants.add')}
        </Button>
      </PageHead>
      <SearchField label={t('tenants.search')} />
      <Listing
        label={t('tenants.title')}
        query={list}
        rows={(page) => page.tenants}
        rowKey={(tenant) => tenant.id}
        next={(page) => page.next_after}
        empty={
          search ? (
            <Empty icon="search" title={t('common.nothingFound')} hint={t('common.searchHint')} />
          ) : (
            <Empty icon="building" title={t('tenants.empty')} hint={t('tenants.emptyHint')} />
          )
        }
        columns={[
          {
            key: 'name',
            label: t('tenants.name'),
            main: true,
            cell: (tenant: Tenant) => (
              <Anchor component={Link} to={`/tenants/${tenant.id}`} fw={500}>
                <bdi>{tenant.name}</bdi>
              </Anchor>
            ),
          },
          { key: 'id', label: t('tenants.id'), cell: (tenant) => tenant.id },
          {
            key: 'session',
            label: t('tenants.session'),
            cell: (tenant) =>
              tenant.session ?? (
                <Text c="dimmed" size="sm" span>
                  {t('tenants.noSession')}
                </Text>
              ),
          },
          {
            key: 'state',
            label: t('tenants.state'),
            cell: (tenant) => <StateBadge tenant={tenant} />,
          },
          { key: 'added', label: t('tenants.added'), cell: (tenant) => date(tenant.created_at) },
        ]}
      />
      <CreateTenantModal opened={creating} onClose={close} />
    </Stack>
  );
}
