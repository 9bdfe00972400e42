import { Card, Group, Stack, Text } from '@mantine/core';

import { useSpeech } from '../../../i18n/LanguageProvider';
import { pointer, without } from '../edit';
import { useBot } from '../useBot';
import { RemoveButton } from './ConditionField';
import { Found, FormCard } from './FormCard';
import { AddButton } from './StepForm';
import { TextsField } from './TextsField';
import { WaitField } from './WaitField';

/** More unanswered messages than these a number does not bear. */
const MOST = 3;
const USUAL = ['20h', '3d', '7d'];

/** What is said to who does not answer. */
export function FollowUpsForm() {
  const { t, number } = useSpeech();
  const { flow, edit, readOnly } = useBot();
  const list = flow.followups ?? [];
  return (
    <FormCard title={t('flow.followUps')} hint={t('flow.followUpsHint')} path={['followups']}>
      {list.map(({ after }, at) => (
        <Card key={at} withBorder padding="sm" data-path={pointer(['followups', at])}>
          <Stack gap="xs">
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" fw={600}>
                {t('flow.followUpOf', { n: number(at + 1) })}
              </Text>
              {!readOnly && <RemoveButton onClick={() => edit(['followups'], without(list, at))} />}
            </Group>
            <Found path={['followups', at]} />
            <WaitField
              path={['followups', at, 'after']}
              label={t('flow.wait')}
              hint={t(at === 0 ? 'flow.waitFirst' : 'flow.waitNext')}
              value={after}
            />
            <TextsField path={['followups', at, 'say']} label={t('flow.words')} />
          </Stack>
        </Card>
      ))}
      {!readOnly && list.length < MOST && (
        <AddButton
          label={t('flow.addFollowUp')}
          onClick={() =>
            edit(['followups'], [...list, { after: USUAL[list.length] ?? '7d', say: {} }])
          }
        />
      )}
    </FormCard>
  );
}
