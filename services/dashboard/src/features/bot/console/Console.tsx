import { Button, Group, Loader, ScrollArea, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { ErrorNotice } from '../../../components/ErrorNotice';
import { useSpeech } from '../../../i18n/LanguageProvider';
import { rehearsalQuery } from '../api/flows';
import { useBot } from '../useBot';
import { Clock } from './Clock';
import { ConsoleInput } from './ConsoleInput';
import { Lines } from './Lines';
import { lastTurn, linesOf, MOST_INPUTS, say, startPlay } from './play';
import { Thoughts } from './Thoughts';

/** How customers say hello, each in a language of their own. */
const HELLOS = [
  ['en', 'Hello, I’m looking for a flat'],
  ['fa', 'سلام، دنبال آپارتمان هستم'],
  ['ar', 'مرحباً، أبحث عن شقة'],
  ['ru', 'Здравствуйте, ищу квартиру'],
] as const;

/** A chat with the draft: the bot is the one that customers meet, and nothing is stored or sent. */
export function Console() {
  const { t } = useSpeech();
  const { tenant, flow, saved, play, setPlay, flush, saving } = useBot();
  const { inputs, until } = play;
  const scene = { inputs, until: until === null ? null : new Date(until).toISOString() };
  const rehearsal = useQuery({
    ...rehearsalQuery(tenant, saved.flow, saved.revision, scene),
    enabled: inputs.length > 0,
    placeholderData: keepPreviousData,
  });
  // What was written last shall be what answers.
  useEffect(() => {
    if (saving === 'unsaved' && inputs.length > 0) {
      void flush();
    }
    // When something was said, and not with each letter of the draft.
  }, [inputs.length]);

  const turns = inputs.length > 0 ? (rehearsal.data?.turns ?? []) : [];
  const lines = linesOf(inputs, turns);
  const last = inputs.length > 0 ? lastTurn(rehearsal.data) : undefined;
  const isAnswering = rehearsal.isFetching && inputs.length > 0;
  const end = useRef<HTMLDivElement>(null);
  const count = lines.length;
  useEffect(() => {
    end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [count, isAnswering]);

  const step = flow.steps.find(({ id }) => id === last?.step);
  const spoken = last?.language;
  const choices =
    last?.place === 'step' && spoken
      ? (step?.ask?.choices ?? []).map(({ labels }) => labels[spoken as 'en'] ?? '')
      : [];
  const offers =
    inputs.length === 0
      ? HELLOS.filter(([lang]) => flow.languages.includes(lang)).map(([, text]) => text)
      : choices.filter((label) => label !== '');
  return (
    <div className="bot-console">
      <Clock last={last} onRestart={() => setPlay(startPlay(Date.now()))} />
      <ScrollArea className="bot-chat" viewportRef={end} type="auto" tabIndex={-1}>
        <Stack gap={6} p="sm" role="log" aria-label={t('flow.side.try')}>
          {inputs.length === 0 && (
            <Text size="sm" c="dimmed" ta="center" py="lg">
              {t('flow.tryHint')}
            </Text>
          )}
          {count > 0 && <Lines lines={lines} />}
          {isAnswering && (
            <Loader type="dots" size="sm" color="gray" aria-label={t('flow.answering')} />
          )}
          {rehearsal.error && (
            <ErrorNotice
              error={rehearsal.error}
              onRetry={() => void rehearsal.refetch()}
              retrying={rehearsal.isFetching}
            />
          )}
        </Stack>
      </ScrollArea>
      {last && <Thoughts turn={last} />}
      {offers.length > 0 && (
        <Group gap={6} px="sm" pt={6}>
          {offers.map((text) => (
            <Button
              key={text}
              size="compact-xs"
              variant="light"
              onClick={() => setPlay(say(play, 'text', text))}
              dir="auto"
              maw="100%"
            >
              {text}
            </Button>
          ))}
        </Group>
      )}
      <ConsoleInput
        isFull={inputs.length >= MOST_INPUTS}
        onSay={(kind, text) => setPlay(say(play, kind, text))}
      />
    </div>
  );
}
