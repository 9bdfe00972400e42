import { Anchor, Badge, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';

import { isKey } from '../../../i18n/languages';
import { useSpeech } from '../../../i18n/LanguageProvider';
import type { Turn } from '../api/flows';
import type { ReplayDifference, ReplayedConversation } from '../api/replay';
import { useBot } from '../useBot';
import { stepTitle } from '../words';
import { differsName } from './differs';
import { momentsOf } from './rows';

/** One past conversation, as it is answered and as it would be, turn beside turn. */
export function Compared({ conversation }: { conversation: ReplayedConversation }) {
  const { t, dateTime } = useSpeech();
  return (
    <Stack gap={6} p="md" pt={0}>
      <Anchor component={Link} to={`/conversations/${conversation.conversation_id}`} size="sm">
        {t('flow.openChat')}
      </Anchor>
      <SimpleGrid cols={2} spacing="xs">
        <Text size="xs" fw={600}>
          {t('flow.replayBefore')}
        </Text>
        <Text size="xs" fw={600}>
          {t('flow.replayAfter')}
        </Text>
      </SimpleGrid>
      {momentsOf(conversation).map(({ at, inputs, before, after, differs, notes }) => (
        <Stack key={at} gap={6} className="bot-turns" data-differs={differs || undefined}>
          <Text size="xs" c="dimmed" ta="center">
            {dateTime(at)}
          </Text>
          {inputs.map(({ message_id, text }) => (
            <div key={message_id} className="bot-bubble" data-side="customer" dir="auto">
              {text ?? t('flow.notText')}
            </div>
          ))}
          <SimpleGrid cols={2} spacing="xs">
            <TurnView turn={before} notes={notes} side="before" />
            <TurnView turn={after} notes={notes} side="after" />
          </SimpleGrid>
        </Stack>
      ))}
    </Stack>
  );
}

interface TurnProps {
  turn: Turn | null;
  notes: ReplayDifference[];
  side: 'before' | 'after';
}

function TurnView({ turn, notes, side }: TurnProps) {
  const { t } = useSpeech();
  return (
    <Stack gap={4} miw={0}>
      {(turn === null || turn.says.length === 0) && (
        <Text size="xs" c="dimmed">
          {t('flow.silent')}
        </Text>
      )}
      {turn?.says.map(({ text }, index) => (
        <div key={index} className="bot-bubble" data-side="bot" dir="auto">
          {text}
        </div>
      ))}
      {turn && <Stands turn={turn} />}
      {notes.map((note) => (
        <Text key={note.kind} size="xs">
          <Text span size="xs" c="dimmed">
            {differsName(note.kind, t)}:
          </Text>{' '}
          <bdi>{note[side] ?? '—'}</bdi>
        </Text>
      ))}
    </Stack>
  );
}

function Stands({ turn }: { turn: Turn }) {
  const speech = useSpeech();
  const { t, number } = speech;
  const { flow } = useBot();
  const step = flow.steps.find(({ id }) => id === turn.step);
  const key = `flow.place.${turn.place}`;
  const place = step
    ? stepTitle(flow, step, speech)
    : (turn.step ?? (isKey(key) ? t(key) : turn.place));
  return (
    <Group gap={4}>
      <Badge size="sm" variant="default" tt="none" maw="100%">
        {place}
      </Badge>
      {turn.score && (
        <Badge size="sm" variant="default" tt="none" maw="100%">
          {t('flow.scoreOf', { points: number(turn.score.points), most: number(turn.score.most) })}
        </Badge>
      )}
    </Group>
  );
}
