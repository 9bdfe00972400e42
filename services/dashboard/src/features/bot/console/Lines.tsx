import { Text } from '@mantine/core';

import { Icon } from '../../../components/Icon';
import type { Key } from '../../../i18n/en';
import { useSpeech } from '../../../i18n/LanguageProvider';
import type { SceneInput } from '../api/flows';
import type { Line } from './play';

/** A conversation that was played, as on a phone: the customer's words are one's own here. */
export function Lines({ lines }: { lines: Line[] }) {
  return (
    <div role="list" className="bot-lines">
      {lines.map((line) => (
        <div role="listitem" key={line.key} className="bot-line-of" data-kind={line.kind}>
          <Words line={line} />
        </div>
      ))}
    </div>
  );
}

function Words({ line }: { line: Line }) {
  const { t, dateTime } = useSpeech();
  switch (line.kind) {
    case 'time':
      return (
        <Text size="xs" c="dimmed" ta="center" my={4}>
          {dateTime(line.at)}
        </Text>
      );
    case 'customer':
      return (
        <div className="bot-bubble" data-side="customer" dir="auto">
          <InputWords input={line.input} />
        </div>
      );
    case 'bot':
      return (
        <div className="bot-bubble" data-side="bot" dir="auto">
          {line.speech === 'follow_up' && (
            <Text size="xs" c="dimmed" component="div">
              {t('flow.followUp')}
            </Text>
          )}
          {line.text}
        </div>
      );
    case 'handOff':
      return (
        <div className="bot-card">
          <Text size="xs" fw={600}>
            {t('flow.card')}
          </Text>
          <Text size="xs" dir="auto" style={{ whiteSpace: 'pre-wrap' }}>
            {line.card}
          </Text>
        </div>
      );
    case 'silent':
      return (
        <Text size="xs" c="dimmed" ta="center">
          {t('flow.silent')}
        </Text>
      );
  }
}

function InputWords({ input }: { input: SceneInput }) {
  const { t } = useSpeech();
  const { kind = 'text', text } = input;
  if (kind === 'text') {
    return text;
  }
  const name = t(`flow.input.${kind}` as Key);
  return (
    <span className="bot-input">
      <Icon shape={kind === 'place' ? 'pin' : 'file'} size={16} />
      {text ? `${name}: ${text}` : name}
    </span>
  );
}
