import { Badge, Group, Text, Tooltip } from '@mantine/core';

import { isKey } from '../../../i18n/languages';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { slotName } from '../../leads/slot-kind';
import { slotText } from '../../leads/slot-text';
import type { Turn } from '../api/flows';
import { useBot } from '../useBot';
import { isLang, langName, stepTitle } from '../words';

const COLOURS: Record<string, string> = { hot: 'red', warm: 'orange', cold: 'gray' };

/** What the bot knows by now, where it stands, and when it speaks next. */
export function Thoughts({ turn }: { turn: Turn }) {
  const speech = useSpeech();
  const { t, number, dateTime } = speech;
  const { flow } = useBot();
  const { place, step: id, language, slots, score, wake_at: wakeAt } = turn;
  const step = flow.steps.find((one) => one.id === id);
  const named = (key: string, otherwise: string) => (isKey(key) ? t(key) : otherwise);
  const stands =
    place === 'step' && step ? stepTitle(flow, step, speech) : named(`flow.place.${place}`, place);
  return (
    <div className="bot-thoughts" role="group" aria-label={t('flow.thoughts')}>
      <Group gap={6}>
        <Badge variant="light" tt="none">
          {stands}
        </Badge>
        {isLang(language) && (
          <Badge variant="default" tt="none">
            {langName(language)}
          </Badge>
        )}
        {score && (
          <Tooltip
            multiline
            maw={280}
            events={{ hover: true, focus: true, touch: true }}
            label={score.reasons
              .map(({ points, text }) => `${number(points)} · ${text}`)
              .join('\n')}
            disabled={score.reasons.length === 0}
            styles={{ tooltip: { whiteSpace: 'pre-line' } }}
          >
            <Badge variant="light" color={COLOURS[score.class] ?? 'gray'} tt="none" tabIndex={0}>
              {t('flow.scoreOf', { points: number(score.points), most: number(score.most) })}
              {' · '}
              {named(`leads.class.${score.class}`, score.class)}
            </Badge>
          </Tooltip>
        )}
      </Group>
      {Object.entries(slots).map(([slot, value]) => (
        <Text key={slot} size="xs">
          <Text span size="xs" c="dimmed">
            {slotName(slot, t)}:
          </Text>{' '}
          <bdi>{slotText(slot, value, speech)}</bdi>
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        {wakeAt ? t('flow.wakes', { when: dateTime(wakeAt) }) : t('flow.neverWakes')}
      </Text>
    </div>
  );
}
