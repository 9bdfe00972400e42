import { ActionIcon, Button, Group } from '@mantine/core';

import { Icon } from '../../components/Icon';
import { LateMenu } from '../../components/LateMenu';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { Change } from './api/change-conversation';
import type { Conversation } from '../../api/types';

/** As the API has it, where nobody says for how long. */
const USUAL = 12 * 60;
/** The longest that the API knows: until somebody gives it back, or nobody does for a month. */
const LONGEST = 30 * 24 * 60;
const DAY = 86_400_000;
/** When work begins again. */
const MORNING = 9;

/** Whether a person has a chat for so long that the day is of no interest. */
export const isForGood = (until: string | null) =>
  until !== null && Date.parse(until) > Date.now() + 14 * DAY;

function untilTomorrow(now: Date): number {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING, 0, 0, 0);
  return Math.round((morning.getTime() - now.getTime()) / 60_000);
}

const TIMES = [
  ['chat.for.hour', () => 60],
  ['chat.for.hours', () => 4 * 60],
  ['chat.for.tomorrow', () => untilTomorrow(new Date())],
  ['chat.for.good', () => LONGEST],
] as const;

interface Props {
  conversation: Conversation;
  change: (change: Change) => void;
}

/** Takes a chat from the bot, for as long as one likes, and gives it back. */
export function WhoAnswers({ conversation, change }: Props) {
  const { t } = useSpeech();
  const { bot } = conversation;
  if (bot === 'agent') {
    return null;
  }
  if (bot === 'opted_out') {
    return (
      <Button size="xs" variant="default" onClick={() => change({ deed: 'opt-in' })}>
        {t('chat.optIn')}
      </Button>
    );
  }
  const isOurs = bot === 'paused';
  const variant = bot === 'answering' ? 'filled' : 'default';
  return (
    <Group gap={1} wrap="nowrap">
      {bot === 'answering' ? (
        <Button
          size="xs"
          className="split-first"
          onClick={() => change({ deed: 'takeover', minutes: USUAL })}
        >
          {t('chat.takeOver')}
        </Button>
      ) : (
        <Button
          size="xs"
          variant="default"
          className="split-first"
          onClick={() => change({ deed: 'resume' })}
        >
          {t(isOurs ? 'chat.giveBack' : 'chat.letBot')}
        </Button>
      )}
      <LateMenu
        position="bottom-end"
        width={230}
        button={
          <ActionIcon
            size={30}
            variant={variant}
            className="split-second"
            aria-label={t(isOurs ? 'chat.keepFor' : 'chat.takeOverFor')}
          >
            <Icon shape="down" size={16} />
          </ActionIcon>
        }
      >
        {(Menu) => (
          <>
            <Menu.Label>{t(isOurs ? 'chat.keepFor' : 'chat.takeOverFor')}</Menu.Label>
            {TIMES.map(([label, minutes]) => (
              <Menu.Item
                key={label}
                onClick={() => change({ deed: 'takeover', minutes: minutes() })}
              >
                {t(label)}
              </Menu.Item>
            ))}
          </>
        )}
      </LateMenu>
    </Group>
  );
}
