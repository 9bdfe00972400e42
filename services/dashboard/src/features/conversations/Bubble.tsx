import { Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { memo } from 'react';

import { Icon } from '../../components/Icon';
import type { Key } from '../../i18n/en';
import { errorText } from '../../i18n/error-text';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { Reply } from '../../api/types';
import { Said } from './Said';
import { Ticks } from './Ticks';
import { canBeCancelled, PENDING, type Item, type Writing } from './timeline';
import { useMoment } from './useMoment';
import { Way } from './Way';
import { Words } from './Words';

/** What can be done at a bubble. */
export interface BubbleDeeds {
  onAgain: (writing: Writing) => void;
  onDiscard: (writing: Writing) => void;
  /** What could not be sent is said anew. */
  onRepeat: (reply: Reply) => void;
  /** A reply that is planned is not to be said. */
  onCancel: (reply: Reply) => void;
  /** To the message that is quoted. */
  onFollow: (message: number) => void;
  onPicture: (message: number) => void;
}

interface Props {
  tenant: number;
  item: Item;
  /** It goes on where the one above ended. */
  joined: boolean;
  /** It is what was looked for. */
  found: boolean;
  deeds: BubbleDeeds;
}

/** One thing that was said, or is being said. */
export const Bubble = memo(function Bubble({ tenant, item, joined, found, deeds }: Props) {
  const isIn = item.kind === 'message' && item.message.direction === 'in';
  return (
    <div
      className="chat-row"
      role="listitem"
      data-key={item.key}
      data-side={isIn ? 'in' : 'out'}
      data-by={item.kind === 'message' ? item.message.by : undefined}
      data-joined={joined || undefined}
      data-found={found || undefined}
      data-unsent={isUnsent(item) || undefined}
      tabIndex={-1}
    >
      {item.kind === 'message' && (
        <Said tenant={tenant} message={item.message} joined={joined} deeds={deeds} />
      )}
      {item.kind === 'reply' && (
        <div className="chat-bubble">
          <ToBeSaid tenant={tenant} reply={item.reply} deeds={deeds} />
        </div>
      )}
      {item.kind === 'writing' && (
        <div className="chat-bubble">
          <Written writing={item.writing} deeds={deeds} />
        </div>
      )}
    </div>
  );
});

function isUnsent(item: Item): boolean {
  return (
    (item.kind === 'reply' && item.reply.state !== 'sent') ||
    (item.kind === 'writing' && item.writing.error !== null)
  );
}

const author = (kind: string): Key => (kind === 'agent' ? 'chat.from.agent' : 'chat.from.bot');

interface ToBeSaidProps {
  tenant: number;
  reply: Reply;
  deeds: BubbleDeeds;
}

function ToBeSaid({ tenant, reply, deeds }: ToBeSaidProps) {
  const { t, time } = useSpeech();
  const { whole } = useMoment();
  const { state, due_at, reason } = reply;
  const isLater = state === 'queued' && Date.parse(due_at) > Date.now() + 10_000;
  const isFailed = state === 'failed' || state === 'cancelled';
  return (
    <>
      <Words text={reply.body} />
      <div className="chat-meta">
        {isLater && canBeCancelled(reply) && (
          <button type="button" className="chat-link" onClick={() => deeds.onCancel(reply)}>
            {t('chat.cancelPlan')}
          </button>
        )}
        <Way of={{ tenant_id: tenant, reply_id: reply.id }} />
        <span>{t(author(reply.kind))}</span>
        {PENDING.includes(state) && (
          <span>{isLater ? t('chat.planned', { time: whole(due_at) }) : t('chat.beingSent')}</span>
        )}
        {state === 'sent' && <time dateTime={due_at}>{time(reply.sent_at ?? due_at)}</time>}
        {isFailed ? (
          <span className="chat-failed">
            {t(state === 'cancelled' ? 'chat.cancelled' : 'chat.notSent')}
          </span>
        ) : (
          <Ticks ack={state === 'sent' ? reply.ack : 0} />
        )}
      </div>
      {state === 'failed' && reason && (
        <Text size="xs" dir="auto">
          {reason}
        </Text>
      )}
      {state === 'failed' && reply.kind === 'agent' && (
        <Button size="compact-xs" variant="default" mt={6} onClick={() => deeds.onRepeat(reply)}>
          {t('common.tryAgain')}
        </Button>
      )}
    </>
  );
}

function Written({ writing, deeds }: { writing: Writing; deeds: BubbleDeeds }) {
  const speech = useSpeech();
  const { t, time } = speech;
  return (
    <>
      <Words text={writing.text} />
      <div className="chat-meta">
        {writing.error ? (
          <span className="chat-failed">
            <Icon shape="alert" size={13} /> {t('chat.notSent')}
          </span>
        ) : (
          <>
            <VisuallyHidden>{t('chat.from.agent')}</VisuallyHidden>
            <time dateTime={writing.at}>{time(writing.at)}</time>
            <Ticks ack={0} />
          </>
        )}
      </div>
      {writing.error && (
        <div role="alert">
          <Text size="sm" dir="auto">
            {errorText(writing.error, speech)}
          </Text>
          <Group gap="xs" mt={6}>
            <Button size="compact-xs" variant="default" onClick={() => deeds.onAgain(writing)}>
              {t('common.tryAgain')}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => deeds.onDiscard(writing)}>
              {t('chat.discard')}
            </Button>
          </Group>
        </div>
      )}
    </>
  );
}
