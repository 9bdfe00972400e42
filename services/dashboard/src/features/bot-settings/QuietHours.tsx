import { Group, Select, Switch, TextInput } from '@mantine/core';
import { useMemo } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { Section } from '../../components/Section';
import type { Draft, Wrong } from './settings-draft';

interface Props {
  draft: Draft;
  problem: (field: keyof Wrong) => string | undefined;
  onChange: (part: Partial<Draft>) => void;
}

/** The hours in which customers are left in peace. */
export function QuietHours({ draft, problem, onChange }: Props) {
  const { t } = useSpeech();
  const { quiet, quiet_hours: hours, time_zone } = draft;
  const zones = useMemo(() => zonesWith(time_zone), [time_zone]);
  const time = (end: 'from' | 'until') => (
    <TextInput
      type="time"
      label={t(`bot.${end}`)}
      {...(end === 'until' && { description: t('bot.untilHint') })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={hours[end]}
      onChange={(event) =>
        onChange({ quiet_hours: { ...hours, [end]: event.currentTarget.value } })
      }
      error={problem(end)}
      disabled={!quiet}
    />
  );
  return (
    <Section title={t('bot.hours')} hint={t('bot.hoursHint')}>
      <Switch
        label={t('bot.hoursOn')}
        checked={quiet}
        onChange={(event) => onChange({ quiet: event.currentTarget.checked })}
      />
      <Group grow align="flex-start" gap="md">
        {time('from')}
        {time('until')}
      </Group>
      <Switch
        label={t('bot.answersWait')}
        description={t('bot.answersWaitHint')}
        checked={hours.answers}
        disabled={!quiet}
        onChange={(event) =>
          onChange({ quiet_hours: { ...hours, answers: event.currentTarget.checked } })
        }
      />
      <Select
        label={t('bot.zone')}
        data={zones}
        value={time_zone}
        onChange={(zone) => zone && onChange({ time_zone: zone })}
        searchable
        allowDeselect={false}
        limit={80}
        nothingFoundMessage={t('common.nothingFound')}
        styles={{ wrapper: { direction: 'ltr' } }}
      />
    </Section>
  );
}

/** The zones that the browser knows, and the one that is set, whether it knows it or not. */
function zonesWith(zone: string): string[] {
  return [...new Set([zone, ...Intl.supportedValuesOf('timeZone'), 'UTC'])].toSorted();
}
