import { Box, Card, Chip, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMemo } from 'react';

import { useSpeech } from '../../../i18n/LanguageProvider';
import { pointer, without } from '../edit';
import type { Shift } from '../flow';
import { useBot } from '../useBot';
import { dayName } from '../words';
import { RemoveButton } from './ConditionField';
import { FormCard } from './FormCard';
import { AddButton } from './StepForm';
import { useFound } from './useFound';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** As in the Gulf. */
const USUAL: Shift = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' };

/** When there are people at the agency. */
export function HoursForm() {
  const { t } = useSpeech();
  const { flow, edit, readOnly } = useBot();
  const { hours } = flow;
  const zones = useMemo(
    () =>
      [
        ...new Set([hours?.time_zone ?? 'UTC', ...Intl.supportedValuesOf('timeZone'), 'UTC']),
      ].toSorted(),
    [hours?.time_zone],
  );
  const { error } = useFound(['hours', 'time_zone']);
  return (
    <FormCard title={t('flow.hours')} hint={t('flow.hoursHint')} path={['hours', 'open']}>
      <Switch
        label={t('flow.hoursOn')}
        checked={Boolean(hours)}
        disabled={readOnly}
        onChange={(event) =>
          edit(
            ['hours'],
            event.currentTarget.checked ? { time_zone: 'Asia/Dubai', open: [USUAL] } : undefined,
          )
        }
      />
      {hours && (
        <>
          {hours.open.map((shift, at) => (
            <ShiftForm key={at} at={at} shift={shift} />
          ))}
          {!readOnly && (
            <AddButton
              label={t('flow.addShift')}
              onClick={() => edit(['hours', 'open'], [...hours.open, USUAL])}
            />
          )}
          <Select
            data-path="/hours/time_zone"
            label={t('flow.zone')}
            data={zones}
            value={hours.time_zone}
            onChange={(zone) => zone && edit(['hours', 'time_zone'], zone)}
            searchable
            allowDeselect={false}
            limit={80}
            nothingFoundMessage={t('common.nothingFound')}
            readOnly={readOnly}
            error={error ?? false}
            styles={{ wrapper: { direction: 'ltr' } }}
          />
        </>
      )}
    </FormCard>
  );
}

function ShiftForm({ at, shift }: { at: number; shift: Shift }) {
  const { t } = useSpeech();
  const { flow, edit, readOnly } = useBot();
  const path = ['hours', 'open', at];
  const { error } = useFound([...path, 'to'], [...path, 'days']);
  const time = (end: 'from' | 'to') => (
    <TextInput
      type="time"
      label={t(end === 'from' ? 'bot.from' : 'bot.until')}
      value={shift[end]}
      readOnly={readOnly}
      onChange={(event) => edit([...path, end], event.currentTarget.value)}
      flex={1}
    />
  );
  return (
    <Card withBorder padding="sm" data-path={pointer(path)}>
      <Stack gap="xs">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Chip.Group
            multiple
            value={shift.days}
            onChange={(days) =>
              // In the order of the week, whatever was tapped first.
              edit(
                [...path, 'days'],
                DAYS.filter((day) => days.includes(day)),
              )
            }
          >
            <Group gap={6} role="group" aria-label={t('flow.days')}>
              {DAYS.map((day) => (
                <Chip key={day} value={day} size="xs" disabled={readOnly}>
                  {dayName(day, t)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          {!readOnly && (
            <RemoveButton
              onClick={() => edit(['hours', 'open'], without(flow.hours?.open ?? [], at))}
            />
          )}
        </Group>
        <Group gap="sm" align="flex-start" wrap="nowrap">
          {time('from')}
          {time('to')}
        </Group>
        {error && (
          <Box>
            <Text size="xs" c="var(--mantine-color-error)">
              {error}
            </Text>
          </Box>
        )}
      </Stack>
    </Card>
  );
}
