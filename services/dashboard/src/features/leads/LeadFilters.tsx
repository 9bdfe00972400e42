import { Group, Select } from '@mantine/core';

import { SearchField } from '../../components/SearchField';
import { useFilters } from '../../components/useFilters';
import { useSpeech } from '../../i18n/LanguageProvider';
import { CLASSES, className, languageName, LEAD_LANGUAGES, stageName, STAGES } from './stage';
import { useTeam } from './useTeam';

interface Props {
  tenant: number;
  /** The board shows every stage by itself. */
  withStage: boolean;
}

/** What the leads are narrowed to; the address keeps it. */
export function LeadFilters({ tenant, withStage }: Props) {
  const { t } = useSpeech();
  const { get } = useFilters();
  const assigned = Number(get('assigned_to'));
  const team = useTeam(tenant);
  return (
    <Group gap="sm" align="flex-end">
      <SearchField label={t('leads.search')} />
      {withStage && (
        <Filter
          name="stage"
          label={t('leads.stage')}
          all={t('leads.allStages')}
          data={STAGES.map((value) => ({ value, label: stageName(value, t) }))}
        />
      )}
      <Filter
        name="score"
        label={t('leads.score')}
        all={t('leads.allScores')}
        data={CLASSES.map((value) => ({ value, label: className(value, t) }))}
      />
      <Filter
        name="language"
        label={t('leads.language')}
        all={t('leads.allLanguages')}
        data={LEAD_LANGUAGES.map((value) => ({ value, label: languageName(value, t) }))}
      />
      <Filter
        name="assigned_to"
        label={t('leads.assigned')}
        all={t('leads.allPeople')}
        data={team.choices(assigned > 0 ? assigned : null)}
      />
    </Group>
  );
}

interface FilterProps {
  name: string;
  label: string;
  all: string;
  data: { value: string; label: string }[];
}

function Filter({ name, label, all, data }: FilterProps) {
  const { t } = useSpeech();
  const { get, set } = useFilters();
  return (
    <Select
      aria-label={label}
      placeholder={all}
      data={data}
      value={get(name) || null}
      onChange={(value) => set(name, value ?? '')}
      clearable
      clearButtonProps={{ 'aria-label': t('common.clear') }}
      style={{ flex: '1 1 8.5rem' }}
      maw={{ base: '100%', sm: 200 }}
    />
  );
}
