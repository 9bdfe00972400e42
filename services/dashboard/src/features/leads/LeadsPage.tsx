import './leads.css';

import { Button, SegmentedControl, Stack } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Navigate } from 'react-router';

import type { FirstData } from '../../app/pages';
import { Icon } from '../../components/Icon';
import { Later } from '../../components/Later';
import { ListingWaiting } from '../../components/Listing';
import { PageHead } from '../../components/PageHead';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { Erased } from '../privacy/Erased';
import { colleaguesQuery } from './api/colleagues';
import { exportLink, leadsQuery, stagesQuery, type Narrowed } from './api/leads';
import { LeadFilters } from './LeadFilters';
import { LeadsTable } from './LeadsTable';
import { StageTabs } from './StageTabs';
import { useLiveLeads } from './useLiveLeads';

const LeadBoard = lazy(async () => ({ default: (await import('./LeadBoard')).LeadBoard }));

/** As the address says that has no word on it. */
const ALL: Narrowed = { search: '', score: '', language: '', assigned_to: '', unassigned: '' };

/** The leads of the tenant of who is signed in: as a table, or as a board of their stages. */
export function LeadsPage() {
  const { tenant_id: tenant } = useUser();
  return tenant === null ? <Navigate to="/" replace /> : <Leads tenant={tenant} />;
}

LeadsPage.firstData = ((client, tenant) => [
  client.prefetchQuery(leadsQuery(tenant, { ...ALL, stage: '', before: '' })),
  client.prefetchQuery(stagesQuery(tenant, ALL)),
  client.prefetchQuery(colleaguesQuery(tenant)),
]) satisfies FirstData;

function Leads({ tenant }: { tenant: number }) {
  const { t } = useSpeech();
  const { get, set } = useFilters();
  useLiveLeads(tenant);
  const onBoard = get('view') === 'board';
  const unassigned = get('unassigned') === 'true';
  const wanted: Narrowed = {
    search: get('search'),
    score: get('score'),
    language: get('language'),
    // The API refuses both at once.
    assigned_to: unassigned ? '' : get('assigned_to'),
    unassigned: unassigned ? 'true' : '',
  };
  const stage = onBoard ? '' : get('stage');
  return (
    <Stack gap="md">
      <PageHead title={t('leads.title')} intro={t('leads.intro')}>
        <SegmentedControl
          aria-label={t('leads.view')}
          data={[
            { value: 'table', label: t('leads.table') },
            { value: 'board', label: t('leads.board') },
          ]}
          value={onBoard ? 'board' : 'table'}
          onChange={(view) => set('view', view === 'board' ? view : '')}
        />
        <Button
          component="a"
          href={exportLink(tenant, { ...wanted, stage })}
          download
          variant="default"
          leftSection={<Icon shape="download" size={18} />}
          title={t('leads.exportHint')}
        >
          {t('leads.export')}
        </Button>
      </PageHead>
      <Erased />
      <LeadFilters tenant={tenant} />
      {onBoard ? (
        <Suspense fallback={<ListingWaiting />}>
          <LeadBoard tenant={tenant} wanted={wanted} />
        </Suspense>
      ) : (
        <>
          <StageTabs tenant={tenant} wanted={wanted} stage={stage} />
          <Later>
            <LeadsTable tenant={tenant} wanted={{ ...wanted, stage }} />
          </Later>
        </>
      )}
    </Stack>
  );
}
