import {
  ActionIcon,
  Box,
  Button,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  TextInput,
} from '@mantine/core';

import { Icon } from '../../../components/Icon';
import type { Key } from '../../../i18n/en';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { choiceName, choicesOf, slotName } from '../../leads/slot-kind';
import { getIn, pointer, without, type Path } from '../edit';
import { FLOW_SLOTS, type Condition } from '../flow';
import { useBot } from '../useBot';
import { useFound } from './useFound';

const KINDS = ['is', 'known', 'at_least', 'score', 'all', 'any', 'not'] as const;
type Kind = (typeof KINDS)[number];

/** What a condition is when its kind is chosen. */
const FRESH: Record<Kind, (part: Condition) => Condition> = {
  is: () => ({ is: { slot: 'intent', any_of: [] } }),
  known: () => ({ known: 'budget' }),
  at_least: () => ({ at_least: { slot: 'budget', amount: 1_000_000 } }),
  score: () => ({ score: 10 }),
  // What stood there goes on standing in it.
  all: (part) => ({ all: [part] }),
  any: (part) => ({ any: [part] }),
  not: (part) => ({ not: part }),
};

const kindOf = (condition: Condition): Kind | null =>
  KINDS.find((kind) => Object.hasOwn(condition, kind)) ?? null;

interface Props {
  path: Path;
  label: string;
}

/** A condition, and the conditions that it is made of. */
export function ConditionField({ path, label }: Props) {
  const { t } = useSpeech();
  const { flow, edit, readOnly } = useBot();
  const condition = getIn(flow, path) as Condition;
  const kind = kindOf(condition);
  const { error, warning } = useFound(path);
  return (
    <Box data-path={pointer(path)} miw={0}>
      <Stack gap="xs">
        <Select
          label={label}
          data={KINDS.map((one) => ({ value: one, label: t(`flow.kind.${one}` as Key) }))}
          value={kind}
          onChange={(value) => {
            if (value && value !== kind) {
              edit(path, FRESH[value as Kind](condition));
            }
          }}
          allowDeselect={false}
          readOnly={readOnly}
          error={error ?? false}
          description={warning}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
        <Parts path={path} condition={condition} />
      </Stack>
    </Box>
  );
}

function Parts({ path, condition }: { path: Path; condition: Condition }) {
  const { t } = useSpeech();
  const { edit, readOnly } = useBot();
  if ('known' in condition) {
    return <SlotSelect path={[...path, 'known']} value={condition.known} />;
  }
  if ('is' in condition) {
    const { slot, any_of: values } = condition.is;
    return (
      <Group gap="xs" align="flex-start" grow preventGrowOverflow={false}>
        <SlotSelect
          path={[...path, 'is', 'slot']}
          value={slot}
          onChange={(next) => edit([...path, 'is'], { ...condition.is, slot: next, any_of: [] })}
        />
        <Values path={[...path, 'is', 'any_of']} slot={slot} values={values} />
      </Group>
    );
  }
  if ('at_least' in condition) {
    const { slot, amount, currency } = condition.at_least;
    return (
      <Group gap="xs" align="flex-start" grow>
        <SlotSelect
          path={[...path, 'at_least', 'slot']}
          value={slot}
          among={['budget', 'bedrooms']}
        />
        <NumberInput
          label={t('flow.amount')}
          value={amount}
          min={0}
          thousandSeparator=","
          allowNegative={false}
          allowDecimal={false}
          readOnly={readOnly}
          onChange={(value) =>
            typeof value === 'number' && edit([...path, 'at_least', 'amount'], value)
          }
        />
        {slot === 'budget' && (
          <TextInput
            label={t('leads.currency')}
            value={currency ?? ''}
            placeholder="AED"
            maxLength={3}
            readOnly={readOnly}
            onChange={(event) =>
              edit(
                [...path, 'at_least', 'currency'],
                event.currentTarget.value.toUpperCase() || undefined,
              )
            }
          />
        )}
      </Group>
    );
  }
  if ('score' in condition) {
    return (
      <NumberInput
        label={t('flow.points')}
        value={condition.score}
        allowDecimal={false}
        readOnly={readOnly}
        onChange={(value) => typeof value === 'number' && edit([...path, 'score'], value)}
      />
    );
  }
  if ('not' in condition) {
    return (
      <div className="bot-nested">
        <ConditionField path={[...path, 'not']} label={t('flow.condition')} />
      </div>
    );
  }
  const name = 'all' in condition ? 'all' : 'any';
  const list = 'all' in condition ? condition.all : condition.any;
  return (
    <div className="bot-nested">
      <Stack gap="sm">
        {list.map((_, at) => (
          <Group key={at} gap="xs" align="flex-start" wrap="nowrap">
            <Box flex={1} miw={0}>
              <ConditionField path={[...path, name, at]} label={t('flow.condition')} />
            </Box>
            {!readOnly && <RemoveButton onClick={() => edit([...path, name], without(list, at))} />}
          </Group>
        ))}
        {!readOnly && (
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<Icon shape="plus" size={14} />}
            style={{ alignSelf: 'flex-start' }}
            onClick={() => edit([...path, name], [...list, { known: 'budget' }])}
          >
            {t('flow.addCondition')}
          </Button>
        )}
      </Stack>
    </div>
  );
}

interface SlotProps {
  path: Path;
  value: string;
  among?: readonly string[];
  onChange?: (slot: string) => void;
}

export function SlotSelect({ path, value, among = FLOW_SLOTS, onChange }: SlotProps) {
  const { t } = useSpeech();
  const { edit, readOnly } = useBot();
  const { error, warning } = useFound(path);
  // One that is set and that we do not know stays to be chosen.
  const slots = [...new Set([...among, value])];
  return (
    <Select
      data-path={pointer(path)}
      label={t('flow.slot')}
      data={slots.map((slot) => ({ value: slot, label: slotName(slot, t) }))}
      value={value}
      onChange={(slot) => slot && (onChange ? onChange(slot) : edit(path, slot))}
      allowDeselect={false}
      readOnly={readOnly}
      error={error ?? false}
      description={warning}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    />
  );
}

function Values({ path, slot, values }: { path: Path; slot: string; values: string[] }) {
  const { t } = useSpeech();
  const { edit, readOnly } = useBot();
  const { error } = useFound(path, ...values.map((_, at) => [...path, at]));
  const choices = choicesOf(slot);
  const shared = {
    label: t('flow.values'),
    value: values,
    readOnly,
    error: error ?? false,
    onChange: (next: string[]) => edit(path, next),
  };
  return choices.length > 0 ? (
    <MultiSelect
      {...shared}
      data={[...new Set([...choices, ...values])].map((choice) => ({
        value: choice,
        label: choiceName(slot, choice, t),
      }))}
    />
  ) : (
    <TagsInput {...shared} dir="auto" />
  );
}

export function RemoveButton({ onClick, label }: { onClick: () => void; label?: string }) {
  const { t } = useSpeech();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      onClick={onClick}
      aria-label={label ?? t('flow.remove')}
      title={label ?? t('flow.remove')}
    >
      <Icon shape="cross" size={16} />
    </ActionIcon>
  );
}
