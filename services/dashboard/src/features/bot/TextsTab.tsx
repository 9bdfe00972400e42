import { Code, Stack, Text } from '@mantine/core';
import { useSearchParams } from 'react-router';

import { usePieces } from '../../components/usePieces';
import { useSpeech } from '../../i18n/LanguageProvider';
import { choiceName } from '../leads/slot-kind';
import { FormCard } from './form/FormCard';
import { TextsField } from './form/TextsField';
import { LanguageBar } from './LanguageBar';
import { useBot } from './useBot';
import { stepTitle, waitText } from './words';

/** So many steps are drawn at once: with the fields of their choices they fill the screen of a phone. */
const PIECE = 2;

/** All that the bot says, in the order in which a customer meets it. */
export function TextsTab() {
  const speech = useSpeech();
  const { t, number } = speech;
  const { flow } = useBot();
  const rules = flow.score?.rules ?? [];
  const [params] = useSearchParams();
  // A hundred fields: those that are seen are drawn first, unless a certain one is wanted.
  const drawn = usePieces(flow.steps.length + 1, PIECE, params.has('field'));
  const isWhole = drawn > flow.steps.length;
  return (
    <Stack gap="md">
      <LanguageBar />
      <FormCard title={t('flow.opening')} hint={t('flow.openingHint')}>
        <TextsField path={['opening']} label={t('flow.openingText')} />
        <Text size="xs" c="dimmed" className="bot-places">
          {t('flow.places')} <Code dir="ltr">{'{agency}'}</Code> {t('flow.placeAgency')}{' '}
          <Code dir="ltr">{'[, {name}]'}</Code> {t('flow.placeName')}
        </Text>
      </FormCard>
      {flow.steps.slice(0, drawn).map((step, at) => (
        <FormCard key={step.id} title={`${number(at + 1)}. ${stepTitle(flow, step, speech)}`}>
          {(step.say || step.ask) && (
            <TextsField
              path={['steps', at, 'say']}
              label={t(step.ask ? 'flow.question' : 'flow.statement')}
            />
          )}
          {step.ask?.choices?.map((choice, index) => (
            <TextsField
              key={choice.id}
              path={['steps', at, 'ask', 'choices', index, 'labels']}
              label={t('flow.choiceOf', {
                n: number(index + 1),
                value: choiceName(step.ask?.slot ?? '', choice.id, t),
              })}
              short
            />
          ))}
          {step.ask?.retry_say && (
            <TextsField
              path={['steps', at, 'ask', 'retry_say']}
              label={t('flow.retry')}
              hint={t('flow.retryHint')}
            />
          )}
        </FormCard>
      ))}
      {isWhole && (
        <>
          <FormCard title={t('flow.handOff')} hint={t('flow.handOffHint')}>
            <TextsField path={['handoff', 'say']} label={t('flow.handOffText')} />
            {flow.handoff.say_closed && (
              <TextsField path={['handoff', 'say_closed']} label={t('flow.closedText')} />
            )}
          </FormCard>
          {flow.followups && flow.followups.length > 0 && (
            <FormCard title={t('flow.followUps')} hint={t('flow.followUpsHint')}>
              {flow.followups.map((followUp, at) => (
                <TextsField
                  key={at}
                  path={['followups', at, 'say']}
                  label={t('flow.afterWait', { wait: waitText(followUp.after, speech) })}
                />
              ))}
            </FormCard>
          )}
          {rules.length > 0 && (
            <FormCard title={t('flow.reasons')} hint={t('flow.reasonsHint')}>
              {rules.map((rule, at) => (
                <TextsField
                  key={rule.id}
                  path={['score', 'rules', at, 'reason']}
                  label={t('flow.pointsOf', { n: number(rule.points) })}
                  short
                />
              ))}
            </FormCard>
          )}
        </>
      )}
    </Stack>
  );
}
