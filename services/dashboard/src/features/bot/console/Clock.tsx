import { ActionIcon, Button, Group, Text } from '@mantine/core';

import { Icon } from '../../../components/Icon';
import { useSpeech } from '../../../i18n/LanguageProvider';
import type { Turn } from '../api/flows';
import { useBot } from '../useBot';
import { wind, windTo } from './play';

const HOUR = 3_600_000;

interface Props {
  last: Turn | undefined;
  onRestart: () => void;
}

/** What time it is in the play, and how it is made later. */
export function Clock({ last, onRestart }: Props) {
  const { t, dateTime } = useSpeech();
  const { play, setPlay } = useBot();
  const hasBegun = play.inputs.length > 0;
  const wakeAt = last?.wake_at ? Date.parse(last.wake_at) : null;
  return (
    <Group gap={6} px="sm" pb={6} justify="space-between" className="bot-clock">
      <Group gap={6} wrap="nowrap">
        <Icon shape="clock" size={16} />
        <Text size="xs" fw={500}>
          {dateTime(new Date(play.now).toISOString())}
        </Text>
      </Group>
      <Group gap={4} wrap="nowrap">
        <Button
          size="compact-xs"
          variant="default"
          disabled={!hasBegun}
          onClick={() => setPlay(wind(play, HOUR))}
        >
          {t('flow.plusHour')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          disabled={!hasBegun}
          onClick={() => setPlay(wind(play, 24 * HOUR))}
        >
          {t('flow.plusDay')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          disabled={wakeAt === null}
          onClick={() => wakeAt !== null && setPlay(windTo(play, wakeAt))}
        >
          {t('flow.nextEvent')}
        </Button>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          disabled={!hasBegun}
          onClick={onRestart}
          aria-label={t('flow.restart')}
          title={t('flow.restart')}
        >
          <Icon shape="undo" size={16} />
        </ActionIcon>
      </Group>
    </Group>
  );
}
