import { Anchor, Button, Card, Center, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import type { Tenant } from '../../api/types';
import { ErrorNotice } from '../../components/ErrorNotice';
import { Icon } from '../../components/Icon';
import { PageTitle } from '../../components/PageTitle';
import { useSpeech } from '../../i18n/LanguageProvider';
import { tenantsQuery } from './api/list-tenants';
import { CreateTenantModal } from './CreateTenantModal';
import { StateBadge } from './StateBadge';

export function TenantsPage() {
  const { t } = useSpeech();
  const [creating, { open, close }] = useDisclosure();
  const list = useInfiniteQuery(tenantsQuery);
  const tenants = list.data?.pages.flatMap((page) => page.tenants);
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <div>
          <PageTitle text={t('tenants.title')} />
          <Text c="dimmed" size="sm" mt={4}>
            {t('tenants.intro')}
          </Text>
        </div>
        <Button leftSection={<Icon shape="plus" size={18} />} onClick={open}>
          {t('tenants.add')}
        </Button>
      </Group>
      {list.error && (
        <ErrorNotice
          error={list.error}
          title={t('error.loadTitle')}
          onRetry={() => (tenants ? list.fetchNextPage() : list.refetch())}
          retrying={list.isFetching}
        />
      )}
      {list.isPending && <Loading />}
      {tenants?.length === 0 && <Empty />}
      {tenants && tenants.length > 0 && <Rows tenants={tenants} />}
      {list.hasNextPage && !list.error && (
        <Center>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => list.fetchNextPage()}
          >
            {t('tenants.more')}
          </Button>
        </Center>
      )}
      <CreateTenantModal opened={creating} onClose={close} />
    </Stack>
  );
}

function Rows({ tenants }: { tenants: Tenant[] }) {
  const { t, date } = useSpeech();
  return (
    <Card withBorder padding={0}>
      <Table verticalSpacing="sm" horizontalSpacing="md" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={80}>{t('tenants.id')}</Table.Th>
            <Table.Th>{t('tenants.name')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('tenants.session')}</Table.Th>
            <Table.Th>{t('tenants.state')}</Table.Th>
            <Table.Th visibleFrom="sm">{t('tenants.added')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tenants.map((tenant) => (
            <Table.Tr key={tenant.id}>
              <Table.Td>{tenant.id}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <Anchor component={Link} to={`/tenants/${tenant.id}`} fw={500}>
                  <bdi>{tenant.name}</bdi>
                </Anchor>
              </Table.Td>
              <Table.Td visibleFrom="sm">
                {tenant.session ?? (
                  <Text c="dimmed" size="sm" span>
                    {t('tenants.noSession')}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <StateBadge enabled={tenant.enabled} />
              </Table.Td>
              <Table.Td visibleFrom="sm">{date(tenant.created_at)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function Loading() {
  const { t } = useSpeech();
  return (
    <Card withBorder aria-busy aria-label={t('common.loading')}>
      <Stack gap="md">
        {[1, 2, 3, 4].map((row) => (
          <Skeleton key={row} height={22} />
        ))}
      </Stack>
    </Card>
  );
}

function Empty() {
  const { t } = useSpeech();
  return (
    <Card withBorder padding="xl">
      <Stack align="center" gap={4} c="dimmed">
        <Icon shape="building" size={36} />
        <Text fw={600} c="var(--mantine-color-text)">
          {t('tenants.empty')}
        </Text>
        <Text size="sm" ta="center">
          {t('tenants.emptyHint')}
        </Text>
      </Stack>
    </Card>
  );
}
