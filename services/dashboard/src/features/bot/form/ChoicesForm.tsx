import { Card, Group, Select, Stack, TextInput } from '@mantine/core';

import { useSpeech } from '../../../i18n/LanguageProvider';
import { choiceName, choicesOf } from '../../leads/slot-kind';
import { moved, pointer, without, type Path } from '../edit';
import { freeId, type Question } from '../flow';
import { useBot } from '../useBot';
import { RemoveButton } from './ConditionField';
import { FormCard } from './FormCard';
import { MoveButtons } from './Outline';
import { AddButton } from './StepForm';
import { TextsField } from './TextsField';
import { useFound } from './useFound';

interface Props {
  path: Path;
  ask: Question;
}

/** The numbered menu of a question. */
export function ChoicesForm({ path, ask }: Props) {
  const { t, number } = useSpeech();
  const { edit, readOnly } = useBot();
  const choices = ask.choices ?? [];
  const place = [...path, 'choices'];
  const taken = choices.map(({ id }) => id);
  const free = choicesOf(ask.slot).find((value) => !taken.includes(value));
  return (
    <FormCard title={t('flow.choices')} hint={t('flow.choicesHint')} path={place}>
      {choices.map((choice, at) => (
        <Card key={at} withBorder padding="sm">
          <Group gap="xs" align="flex-start" wrap="nowrap">
            <Stack gap="xs" flex={1} miw={0}>
              <TextsField
                path={[...place, at, 'labels']}
                label={t('flow.lineOf', { n: number(at + 1) })}
                short
              />
              <Value path={[...place, at, 'id']} slot={ask.slot} value={choice.id} taken={taken} />
            </Stack>
            {!readOnly && (
              <Group gap={0} wrap="nowrap">
                <MoveButtons
                  at={at}
                  of={choices.length}
                  onMove={(by) => edit(place, moved(choices, at, by))}
                />
                <RemoveButton onClick={() => edit(place, without(choices, at))} />
              </Group>
            )}
          </Group>
        </Card>
      ))}
      {!readOnly && (
        <AddButton
          label={t('flow.addChoice')}
          onClick={() =>
            edit(place, [...choices, { id: free ?? freeId('choice', taken), labels: {} }])
          }
        />
      )}
    </FormCard>
  );
}

interface ValueProps {
  path: Path;
  slot: string;
  value: string;
  taken: string[];
}

function Value({ path, slot, value, taken }: ValueProps) {
  const { t } = useSpeech();
  const { edit, readOnly } = useBot();
  const { error } = useFound(path);
  const values = choicesOf(slot);
  const shared = { label: t('flow.standsFor'), readOnly, error: error ?? false, size: 'xs' };
  return values.length > 0 ? (
    <Select
      {...shared}
      data-path={pointer(path)}
      data={[...new Set([...values, value])].map((one) => ({
        value: one,
        label: choiceName(slot, one, t),
        disabled: one !== value && taken.includes(one),
      }))}
      value={value}
      onChange={(next) => next && edit(path, next)}
      allowDeselect={false}
    />
  ) : (
    <TextInput
      {...shared}
      data-path={pointer(path)}
      value={value}
      onChange={(event) => edit(path, event.currentTarget.value)}
      dir="auto"
    />
  );
}
