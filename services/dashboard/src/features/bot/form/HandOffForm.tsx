import { Group, Text } from '@mantine/core';

import { useSpeech } from '../../../i18n/LanguageProvider';
import { without } from '../edit';
import { useBot } from '../useBot';
import { ConditionField, RemoveButton } from './ConditionField';
import { FormCard } from './FormCard';
import { AddButton } from './StepForm';
import { TextsField } from './TextsField';

/** The last words of the bot, and when they come early. */
export function HandOffForm() {
  const { t, number } = useSpeech();
  const { flow, edit, readOnly } = useBot();
  const { say_closed: closed, when = [] } = flow.handoff;
  return (
    <>
      <FormCard title={t('flow.handOff')} hint={t('flow.handOffHint')} path={['handoff']}>
        <TextsField path={['handoff', 'say']} label={t('flow.handOffText')} />
        {closed && (
          <Group gap="xs" align="flex-start" wrap="nowrap">
            <div style={{ flex: 1, minWidth: 0 }}>
              <TextsField
                path={['handoff', 'say_closed']}
                label={t('flow.closedText')}
                hint={t('flow.closedHint')}
              />
            </div>
            {!readOnly && (
              <RemoveButton onClick={() => edit(['handoff', 'say_closed'], undefined)} />
            )}
          </Group>
        )}
        {!closed && !readOnly && flow.hours && (
          <AddButton
            label={t('flow.addClosed')}
            onClick={() => edit(['handoff', 'say_closed'], {})}
          />
        )}
        {!closed && !flow.hours && (
          <Text size="sm" c="dimmed">
            {t('flow.closedNeedsHours')}
          </Text>
        )}
      </FormCard>
      <FormCard title={t('flow.handOffWhen')} hint={t('flow.handOffWhenHint')}>
        {when.map((_, at) => (
          <Group key={at} gap="xs" align="flex-start" wrap="nowrap">
            <div style={{ flex: 1, minWidth: 0 }}>
              <ConditionField
                path={['handoff', 'when', at]}
                label={t('flow.conditionOf', { n: number(at + 1) })}
              />
            </div>
            {!readOnly && (
              <RemoveButton
                onClick={() => {
                  const rest = without(when, at);
                  edit(['handoff', 'when'], rest.length > 0 ? rest : undefined);
                }}
              />
            )}
          </Group>
        ))}
        {!readOnly && (
          <AddButton
            label={t('flow.addCondition')}
            onClick={() => edit(['handoff', 'when'], [...when, { score: flow.score?.hot ?? 10 }])}
          />
        )}
      </FormCard>
    </>
  );
}
