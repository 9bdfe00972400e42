import { Button, SegmentedControl, Stack } from '@mantine/core';
import { Navigate } from 'react-router';

import { Icon } from '../../components/Icon';
import { PageHead } from '../../components/PageHead';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { useUser } from '../auth/useUser';
import { exportLink } from './api/leads';
import { LeadBoard } from './LeadBoard';
import { LeadFilters } from './LeadFilters';
import { LeadsTable } from './LeadsTable';

/** The leads of the tenant of who is signed in: as a table, or as a board of their stages. */
export function LeadsPage() {
  const { t } = useSpeech();
  const { tenant_id: tenant } = useUser();
  const { get, set } = useFilters();
  if (tenant === null) {
    return <Navigate to="/" replace />;
  }
  const onBoard = get('view') === 'board';
  const wanted = {
    search: get('search'),
    score: get('score'),
    language: get('language'),
    assigned_to: get('assigned_to'),
  };
  const stage = onBoard ? '' : get('stage');
  return (
    <Stack gap="lg">
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
      <LeadFilters tenant={tenant} withStage={!onBoard} />
      {onBoard ? (
        <LeadBoard tenant={tenant} wanted={wanted} />
      ) : (
        <LeadsTable tenant={tenant} wanted={{ ...wanted, stage }} />
      )}
    </Stack>
  );
}
