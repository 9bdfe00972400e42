import { Button, Group, NumberInput, Select, Stack, Switch } from '@mantine/core';
import { useSearchParams } from 'react-router';

import { Icon } from '../../../components/Icon';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { pointer, type Path } from '../edit';
import { END, HAND_OFF } from '../flow';
import { useBot } from '../useBot';
import { stepTitle } from '../words';
import { BranchesForm } from './BranchesForm';
import { ChoicesForm } from './ChoicesForm';
import { ConditionField, RemoveButton, SlotSelect } from './ConditionField';
import { FormCard } from './FormCard';
import { TextsField } from './TextsField';
import { useFound } from './useFound';
import { withoutStep } from './without-step';

/** One step: what it says and asks, and where it leads. */
export function StepForm({ at }: { at: number }) {
  const speech = useSpeech();
  const { t, number } = speech;
  const { flow, edit, apply, readOnly } = useBot();
  const [, setParams] = useSearchParams();
  const step = flow.steps[at];
  if (!step) {
    return null;
  }
  const path: Path = ['steps', at];
  const { ask } = step;
  return (
    <Stack gap="md">
      <FormCard title={`${number(at + 1)}. ${stepTitle(flow, step, speech)}`} path={path}>
        <TextsField path={[...path, 'say']} label={t(ask ? 'flow.question' : 'flow.statement')} />
        <Switch
          label={t('flow.asks.on')}
          description={t('flow.asks.hint')}
          checked={Boolean(ask)}
          disabled={readOnly}
          onChange={(event) =>
            edit(
              [...path, 'ask'],
              event.currentTarget.checked ? { slot: 'details', takes_words: true } : undefined,
            )
          }
        />
        {ask && (
          <SlotSelect
            path={[...path, 'ask', 'slot']}
            value={ask.slot}
            // The lines of a menu are values of what was asked for before.
            onChange={(slot) => edit([...path, 'ask'], { ...ask, slot, choices: [] })}
          />
        )}
      </FormCard>
      {ask && <ChoicesForm path={[...path, 'ask']} ask={ask} />}
      {ask && (
        <FormCard title={t('flow.notUnderstood')} hint={t('flow.notUnderstoodHint')}>
          {ask.retry_say ? (
            <Group gap="xs" align="flex-start" wrap="nowrap">
              <div style={{ flex: 1, minWidth: 0 }}>
                <TextsField path={[...path, 'ask', 'retry_say']} label={t('flow.retry')} />
              </div>
              {!readOnly && (
                <RemoveButton onClick={() => edit([...path, 'ask', 'retry_say'], undefined)} />
              )}
            </Group>
          ) : (
            !readOnly && (
              <AddButton
                label={t('flow.addRetry')}
                onClick={() => edit([...path, 'ask', 'retry_say'], {})}
              />
            )
          )}
          <Retries path={[...path, 'ask', 'max_retries']} value={ask.max_retries ?? 2} />
          <Switch
            label={t('flow.takesWords')}
            description={t('flow.takesWordsHint')}
            checked={ask.takes_words ?? false}
            disabled={readOnly}
            onChange={(event) => edit([...path, 'ask', 'takes_words'], event.currentTarget.checked)}
          />
        </FormCard>
      )}
      <BranchesForm path={path} step={step} at={at} />
      <FormCard title={t('flow.skipIf')} hint={t('flow.skipHint')}>
        {step.skip_if ? (
          <Group gap="xs" align="flex-start" wrap="nowrap">
            <div style={{ flex: 1, minWidth: 0 }}>
              <ConditionField path={[...path, 'skip_if']} label={t('flow.condition')} />
            </div>
            {!readOnly && <RemoveButton onClick={() => edit([...path, 'skip_if'], undefined)} />}
          </Group>
        ) : (
          !readOnly && (
            <AddButton
              label={t('flow.addCondition')}
              onClick={() => edit([...path, 'skip_if'], { known: ask?.slot ?? 'budget' })}
            />
          )
        )}
      </FormCard>
      {!readOnly && flow.steps.length > 1 && (
        <Button
          variant="subtle"
          color="red"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => {
            apply((before) => withoutStep(before, at), `remove/${step.id}`);
            setParams((old) => {
              old.delete('at');
              return old;
            });
          }}
        >
          {t('flow.removeStep')}
        </Button>
      )}
    </Stack>
  );
}

function Retries({ path, value }: { path: Path; value: number }) {
  const { t } = useSpeech();
  const { edit, readOnly } = useBot();
  const { error } = useFound(path);
  return (
    <NumberInput
      data-path={pointer(path)}
      label={t('flow.retries')}
      value={value}
      min={0}
      max={2}
      clampBehavior="strict"
      allowDecimal={false}
      readOnly={readOnly}
      error={error ?? false}
      onChange={(next) => typeof next === 'number' && edit(path, next)}
      maw={220}
    />
  );
}

interface TargetProps {
  path: Path;
  label: string;
  value: string | null;
  /** The step that asks: it does not lead to itself. */
  from: string;
  /** What is meant when nothing is chosen. */
  below?: string;
}

/** Where something leads: a step, a person, or the end. */
export function TargetSelect({ path, label, value, from, below }: TargetProps) {
  const speech = useSpeech();
  const { t } = speech;
  const { flow, edit, readOnly } = useBot();
  const { error, warning } = useFound(path);
  const steps = flow.steps
    .filter(({ id }) => id !== from)
    .map((step) => ({ value: step.id, label: stepTitle(flow, step, speech) }));
  const known = [END, HAND_OFF, ...steps.map((step) => step.value)];
  return (
    <Select
      data-path={pointer(path)}
      label={label}
      data={[
        ...(below === undefined ? [] : [{ value: '', label: t('flow.below', { step: below }) }]),
        { value: HAND_OFF, label: t('flow.toPerson') },
        { value: END, label: t('flow.toEnd') },
        ...steps,
        ...(value && !known.includes(value) ? [{ value, label: value }] : []),
      ]}
      value={value ?? ''}
      onChange={(next) => edit(path, next || undefined)}
      allowDeselect={false}
      searchable
      readOnly={readOnly}
      error={error ?? warning ?? false}
    />
  );
}

export function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button
      variant="light"
      size="xs"
      leftSection={<Icon shape="plus" size={14} />}
      style={{ alignSelf: 'flex-start' }}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
