import { Card, Group, Stack, Text } from '@mantine/core';

import { useSpeech } from '../../../i18n/LanguageProvider';
import { moved, pointer, without, type Path } from '../edit';
import { freeId, HAND_OFF, type Step } from '../flow';
import { useBot } from '../useBot';
import { stepTitle } from '../words';
import { ConditionField, RemoveButton } from './ConditionField';
import { FormCard } from './FormCard';
import { MoveButtons } from './Outline';
import { AddButton, TargetSelect } from './StepForm';

interface Props {
  path: Path;
  step: Step;
  at: number;
}

/** Where a step leads: by the first branch that holds, else on. */
export function BranchesForm({ path, step, at }: Props) {
  const speech = useSpeech();
  const { t, number } = speech;
  const { flow, edit, readOnly } = useBot();
  const branches = step.branches ?? [];
  const place = [...path, 'branches'];
  const below = flow.steps[at + 1];
  const slot = step.ask?.slot ?? 'intent';
  return (
    <FormCard title={t('flow.ways')} hint={t('flow.waysHint')}>
      {branches.map((branch, index) => (
        <Card key={branch.id} withBorder padding="sm" data-path={pointer([...place, index])}>
          <Stack gap="xs">
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" fw={600}>
                {t('flow.branchOf', { n: number(index + 1) })}
              </Text>
              {!readOnly && (
                <Group gap={0} wrap="nowrap">
                  <MoveButtons
                    at={index}
                    of={branches.length}
                    onMove={(by) => edit(place, moved(branches, index, by))}
                  />
                  <RemoveButton onClick={() => edit(place, without(branches, index))} />
                </Group>
              )}
            </Group>
            <ConditionField path={[...place, index, 'when']} label={t('flow.when')} />
            <TargetSelect
              path={[...place, index, 'next']}
              label={t('flow.leadsTo')}
              value={branch.next}
              from={step.id}
            />
          </Stack>
        </Card>
      ))}
      {!readOnly && (
        <AddButton
          label={t('flow.addBranch')}
          onClick={() =>
            edit(place, [
              ...branches,
              {
                id: freeId(
                  'branch',
                  branches.map(({ id }) => id),
                ),
                when: { is: { slot, any_of: [] } },
                next: HAND_OFF,
              },
            ])
          }
        />
      )}
      <TargetSelect
        path={[...path, 'next']}
        label={t(branches.length > 0 ? 'flow.otherwise' : 'flow.next')}
        value={step.next ?? null}
        from={step.id}
        {...(below && { below: stepTitle(flow, below, speech) })}
      />
    </FormCard>
  );
}
