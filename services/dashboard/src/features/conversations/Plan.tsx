import { Button, Stack, Text } from '@mantine/core';

import { useSpeech } from '../../i18n/LanguageProvider';
import type { BotState } from './contract';
import { canBeCancelled, PENDING } from './timeline';
import type { useCancel } from './useCancel';
import { useMoment } from './useMoment';

/** What will be said next, when, and how to prevent it. */
export function Plan(props: { state: BotState; cancel: ReturnType<typeof useCancel> }) {
  const { state, cancel } = props;
  const { t } = useSpeech();
  const { whole } = useMoment();
  const { next } = state;
  const planned = state.planned.filter((reply) => PENDING.includes(reply.state));
  if (!next && planned.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('thinking.nothing')}
      </Text>
    );
  }
  return (
    <Stack gap="sm" component="ul" className="inbox-plain">
      {planned.map((reply) => (
        <li key={reply.id} className="plan">
          <div>
            <Text size="sm" dir="auto" className="inbox-own" lineClamp={2}>
              {reply.body}
            </Text>
            <Text size="xs" c="dimmed">
              {reply.state === 'queued'
                ? t('chat.planned', { time: whole(reply.due_at) })
                : t('chat.beingSent')}
            </Text>
          </div>
          {canBeCancelled(reply) && (
            <Cancel what={reply.body} onCancel={() => cancel.mutate(reply.id)} />
          )}
        </li>
      ))}
      {next && (
        <li className="plan">
          <div>
            <Text size="sm">
              {t(next.kind === 'follow_up' ? 'thinking.followUp' : 'thinking.turn')}
            </Text>
            <Text size="xs" c="dimmed">
              <time dateTime={next.at}>{whole(next.at)}</time>
            </Text>
          </div>
          {next.kind === 'follow_up' && (
            <Cancel what={t('thinking.followUp')} onCancel={() => cancel.mutate('next')} />
          )}
        </li>
      )}
    </Stack>
  );
}

function Cancel({ what, onCancel }: { what: string; onCancel: () => void }) {
  const { t } = useSpeech();
  return (
    <Button
      size="compact-xs"
      variant="default"
      flex="none"
      aria-label={`${t('chat.cancelPlan')}: ${what}`}
      onClick={onCancel}
    >
      {t('chat.cancelPlan')}
    </Button>
  );
}
