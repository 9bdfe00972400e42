import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';

import { Icon } from '../../components/Icon';
import { LateSelect } from '../../components/LateSelect';
import { SearchField } from '../../components/SearchField';
import { useFilters } from '../../components/useFilters';
import { useWide } from '../../components/useWide';
import { useSpeech } from '../../i18n/LanguageProvider';
import { CLASSES, className, languageName, LEAD_LANGUAGES } from './stage';
import { useTeam } from './useTeam';
import { useWhose } from './useWhose';

/** What the leads are narrowed to; the address keeps it. On a phone the rarer filters are behind a button. */
export function LeadFilters({ tenant }: { tenant: number }) {
  const { t, number } = useSpeech();
  const { get, set } = useFilters();
  const { whose, setWhose, nobody } = useWhose();
  const team = useTeam(tenant);
  const used = [get('score'), get('language'), whose].filter((value) => value !== '').length;
  const [opened, { toggle }] = useDisclosure(false);
  const isWide = useWide(48);
  return (
    <div className="lead-filters">
      <Group gap="sm" wrap="nowrap" className="lead-search">
        <SearchField label={t('leads.search')} />
        <Button
          variant={used > 0 ? 'light' : 'default'}
          hiddenFrom="sm"
          flex="none"
          leftSection={<Icon shape="settings" size={18} />}
          aria-expanded={opened}
          onClick={toggle}
        >
          {t('leads.filters')}
          {used > 0 && ` ${number(used)}`}
        </Button>
      </Group>
      {(isWide || opened) && (
        <div className="lead-selects" data-opened={opened || undefined}>
          <Filter
            label={t('leads.score')}
            all={t('leads.allScores')}
            data={CLASSES.map((value) => ({ value, label: className(value, t) }))}
            value={get('score')}
            onChange={(value) => set('score', value)}
          />
          <Filter
            label={t('leads.language')}
            all={t('leads.allLanguages')}
            data={LEAD_LANGUAGES.map((value) => ({ value, label: languageName(value, t) }))}
            value={get('language')}
            onChange={(value) => set('language', value)}
          />
          <Filter
            label={t('leads.assigned')}
            all={t('leads.allPeople')}
            data={[
              { value: nobody, label: t('leads.nobody') },
              ...team.choices(Number(whose) > 0 ? Number(whose) : null),
            ]}
            value={whose}
            onChange={setWhose}
          />
        </div>
      )}
    </div>
  );
}

interface FilterProps {
  label: string;
  all: string;
  data: { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

function Filter({ label, all, data, value, onChange }: FilterProps) {
  const { t } = useSpeech();
  return (
    <LateSelect
      aria-label={label}
      placeholder={all}
      data={data}
      value={value || null}
      onChange={(chosen) => onChange(chosen ?? '')}
      clearable
      clearButtonProps={{ 'aria-label': t('common.clear') }}
    />
  );
}
