import { Box, Group, NumberInput, Select, Text } from '@mantine/core';

import { useSpeech } from '../../../i18n/LanguageProvider';
import { pointer, type Path } from '../edit';
import { useBot } from '../useBot';
import { useFound } from './useFound';

const UNITS = ['m', 'h', 'd'] as const;
const NAMES = { m: 'flow.unit.minutes', h: 'flow.unit.hours', d: 'flow.unit.days' } as const;

interface Props {
  path: Path;
  label: string;
  hint?: string;
  value: string;
}

/** A length of time: a number and what it counts. */
export function WaitField({ path, label, hint, value }: Props) {
  const { t } = useSpeech();
  const { edit, readOnly } = useBot();
  const { error, warning } = useFound(path);
  const count = Number.parseInt(value, 10);
  const unit = UNITS.find((one) => value.endsWith(one)) ?? 'h';
  const below = warning ?? hint;
  return (
    <Box data-path={pointer(path)}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <NumberInput
          label={label}
          value={Number.isFinite(count) ? count : 1}
          min={1}
          max={999}
          allowDecimal={false}
          readOnly={readOnly}
          error={Boolean(error)}
          onChange={(next) => typeof next === 'number' && next >= 1 && edit(path, `${next}${unit}`)}
          w={160}
        />
        <Select
          aria-label={t('flow.unit')}
          data={UNITS.map((one) => ({ value: one, label: t(NAMES[one]) }))}
          value={unit}
          readOnly={readOnly}
          onChange={(next) => next && edit(path, `${Number.isFinite(count) ? count : 1}${next}`)}
          allowDeselect={false}
          w={130}
        />
      </Group>
      {(error ?? below) && (
        <Text size="xs" c={error ? 'var(--mantine-color-error)' : 'dimmed'} mt={4}>
          {error ?? below}
        </Text>
      )}
    </Box>
  );
}
