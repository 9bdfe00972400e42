import { Card, Group, NumberInput, Stack, Switch, Text } from '@mantine/core';

import { useSpeech } from '../../../i18n/LanguageProvider';
import { pointer, without } from '../edit';
import { freeId } from '../flow';
import { useBot } from '../useBot';
import { conditionText } from '../words';
import { ConditionField, RemoveButton } from './ConditionField';
import { FormCard, Found } from './FormCard';
import { AddButton } from './StepForm';
import { TextsField } from './TextsField';

/** What a lead is worth, and why. */
export function ScoreForm() {
  const speech = useSpeech();
  const { t } = speech;
  const { flow, edit, readOnly } = useBot();
  const { score } = flow;
  const rules = score?.rules ?? [];
  const limit = (name: 'hot' | 'warm') => (
    <NumberInput
      data-path={`/score/${name}`}
      label={t(`flow.${name}`)}
      value={score?.[name] ?? 0}
      allowDecimal={false}
      readOnly={readOnly}
      onChange={(value) => typeof value === 'number' && edit(['score', name], value)}
      flex={1}
    />
  );
  return (
    <FormCard title={t('flow.score')} hint={t('flow.scoreHint')}>
      <Switch
        label={t('flow.scoreOn')}
        checked={Boolean(score)}
        disabled={readOnly}
        onChange={(event) =>
          edit(['score'], event.currentTarget.checked ? { hot: 10, warm: 6, rules: [] } : undefined)
        }
      />
      {score && (
        <>
          <Group gap="sm" align="flex-start">
            {limit('hot')}
            {limit('warm')}
          </Group>
          {['hot', 'warm', 'rules'].map((name) => (
            <Found key={name} path={['score', name]} />
          ))}
          {rules.map((rule, at) => (
            <Card key={rule.id} withBorder padding="sm" data-path={pointer(['score', 'rules', at])}>
              <Stack gap="xs">
                <Group justify="space-between" wrap="nowrap" align="flex-start">
                  <Text size="sm" fw={600}>
                    {conditionText(rule.when, speech)}
                  </Text>
                  {!readOnly && (
                    <RemoveButton onClick={() => edit(['score', 'rules'], without(rules, at))} />
                  )}
                </Group>
                <Found path={['score', 'rules', at]} />
                <NumberInput
                  label={t('flow.points')}
                  value={rule.points}
                  allowDecimal={false}
                  readOnly={readOnly}
                  onChange={(value) =>
                    typeof value === 'number' && edit(['score', 'rules', at, 'points'], value)
                  }
                  maw={160}
                />
                <TextsField
                  path={['score', 'rules', at, 'reason']}
                  label={t('flow.reason')}
                  short
                />
                <ConditionField path={['score', 'rules', at, 'when']} label={t('flow.when')} />
              </Stack>
            </Card>
          ))}
          {!readOnly && (
            <AddButton
              label={t('flow.addRule')}
              onClick={() =>
                edit(
                  ['score', 'rules'],
                  [
                    ...rules,
                    {
                      id: freeId(
                        'rule',
                        rules.map(({ id }) => id),
                      ),
                      when: { known: 'budget' },
                      points: 1,
                      reason: {},
                    },
                  ],
                )
              }
            />
          )}
        </>
      )}
    </FormCard>
  );
}
