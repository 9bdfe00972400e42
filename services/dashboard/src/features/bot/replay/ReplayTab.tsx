import {
  Badge,
  Button,
  Card,
  Group,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  UnstyledButton,
} from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { ApiError } from '../../../api/client';
import { Empty } from '../../../components/Empty';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { replayMutation, type FlowReplay, type ReplayedConversation } from '../api/replay';
import { useBot } from '../useBot';
import { Compared } from './Compared';
import { differsName } from './differs';

const COUNTS = ['20', '50', '200'] as const;

/** What past customers would have read, had the draft been there already. */
export function ReplayTab() {
  const { t, number } = useSpeech();
  const { tenant, saved, flush } = useBot();
  const [count, setCount] = useState<string>('20');
  const replay = useMutation(replayMutation(tenant, saved.flow));
  const begin = async () => {
    await flush();
    replay.mutate({
      version: null,
      against: null,
      conversations: Number(count),
      conversation_ids: null,
    });
  };
  const nothingPublished =
    replay.error instanceof ApiError && replay.error.code === 'nothing_published';
  return (
    <Stack gap="md">
      <Card withBorder padding="md">
        <Stack gap="sm">
          <Text size="sm">{t('flow.replayIntro')}</Text>
          <Group gap="sm">
            <SegmentedControl
              aria-label={t('flow.replayCount')}
              value={count}
              onChange={setCount}
              data={COUNTS.map((value) => ({ value, label: number(Number(value)) }))}
            />
            <Button
              onClick={() => void begin()}
              loading={replay.isPending}
              disabled={saved.version === null}
            >
              {t('flow.replayStart')}
            </Button>
          </Group>
          {saved.version === null && (
            <Text size="sm" c="dimmed">
              {t('flow.replayNothing')}
            </Text>
          )}
        </Stack>
      </Card>
      {replay.isPending && (
        <Stack gap="sm" role="status" aria-busy aria-label={t('common.loading')}>
          <Skeleton height={28} width={260} />
          <Skeleton height={64} />
          <Skeleton height={64} />
          <Skeleton height={64} />
        </Stack>
      )}
      {replay.error &&
        (nothingPublished ? (
          <Empty icon="list" title={t('flow.replayNothing')} />
        ) : (
          <ErrorNotice error={replay.error} title={t('error.title')} onRetry={() => void begin()} />
        ))}
      {replay.data && <Result replay={replay.data} />}
    </Stack>
  );
}

function Result({ replay }: { replay: FlowReplay }) {
  const { t, number } = useSpeech();
  const changed = replay.conversations.filter((one) => one.changed);
  if (replay.compared === 0) {
    return <Empty icon="chat" title={t('flow.replayNone')} />;
  }
  return (
    <Stack gap="sm">
      <Text fw={600} role="status">
        {t('flow.replayResult', { n: number(replay.changed), of: number(replay.compared) })}
      </Text>
      {replay.unread > 0 && (
        <Text size="sm" c="dimmed">
          {t('flow.replayUnread', { n: number(replay.unread) })}
        </Text>
      )}
      {replay.unplayed > 0 && (
        <Text size="sm" c="dimmed">
          {t('flow.replayUnplayed', { n: number(replay.unplayed) })}
        </Text>
      )}
      {changed.length === 0 && <Empty icon="check" title={t('flow.replaySame')} />}
      {changed.map((one) => (
        <Changed key={one.conversation_id} conversation={one} />
      ))}
    </Stack>
  );
}

function Changed({ conversation }: { conversation: ReplayedConversation }) {
  const { t, dateTime } = useSpeech();
  const [opened, setOpened] = useState(false);
  const found = new Set(conversation.differences.map(({ kind }) => kind));
  return (
    <Card withBorder padding={0}>
      <UnstyledButton
        className="bot-line"
        aria-expanded={opened}
        onClick={() => setOpened((before) => !before)}
      >
        <Group justify="space-between" gap="xs">
          <div>
            <Text fw={600} size="sm" dir="auto">
              {conversation.name ?? t('leads.nameless')}
            </Text>
            <Text size="xs" c="dimmed">
              {dateTime(conversation.at)}
            </Text>
          </div>
          <Group gap={4}>
            {[...found].map((kind) => (
              <Badge key={kind} variant="light" tt="none">
                {differsName(kind, t)}
              </Badge>
            ))}
          </Group>
        </Group>
      </UnstyledButton>
      {opened && <Compared conversation={conversation} />}
    </Card>
  );
}
