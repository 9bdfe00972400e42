import { Anchor, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';

import type { AuditEntry } from '../../api/types';
import { Empty } from '../../components/Empty';
import { Listing } from '../../components/Listing';
import { PageHead } from '../../components/PageHead';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { actionText } from './action-text';
import { auditQuery } from './api/audit';
import { AuditFilters } from './AuditFilters';

export function AuditPage() {
  const { t, dateTime } = useSpeech();
  const { get } = useFilters();
  const [action, tenant] = [get('action'), get('tenant')];
  const list = useQuery(
    auditQuery({
      action,
      // What is no number is nobody's, and the API would refuse it.
      tenant_id: /^[1-9]\d{0,15}$/.test(tenant) ? tenant : '',
      before: get('after'),
    }),
  );
  return (
    <Stack gap="lg">
      <PageHead title={t('audit.title')} intro={t('audit.intro')} />
      <AuditFilters />
      <Listing
        label={t('audit.title')}
        query={list}
        rows={({ entries }) => entries}
        rowKey={(entry) => entry.id}
        next={(page) => page.next_before}
        empty={
          action || tenant ? (
            <Empty icon="search" title={t('common.nothingFound')} hint={t('common.searchHint')} />
          ) : (
            <Empty icon="list" title={t('audit.empty')} />
          )
        }
        columns={[
          {
            key: 'action',
            label: t('audit.action'),
            main: true,
            cell: (entry: AuditEntry) => (
              <>
                <Text size="sm" fw={500}>
                  {actionText(entry.action, t)}
                </Text>
                {entry.detail && (
                  <Text size="xs" c="dimmed">
                    <bdi>{entry.detail}</bdi>
                  </Text>
                )}
              </>
            ),
          },
          { key: 'actor', label: t('audit.actor'), cell: (entry) => <bdi>{entry.actor}</bdi> },
          {
            key: 'tenant',
            label: t('sessions.tenant'),
            cell: (entry) =>
              entry.tenant_id !== null && (
                <Anchor component={Link} to={`/tenants/${entry.tenant_id}`} size="sm">
                  {entry.tenant_id}
                </Anchor>
              ),
          },
          { key: 'at', label: t('audit.at'), cell: (entry) => dateTime(entry.at) },
        ]}
      />
    </Stack>
  );
}
