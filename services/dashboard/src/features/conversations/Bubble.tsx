import { Anchor, Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { memo } from 'react';

import type { PagedMessage, Reply } from '../../api/types';
import { Icon } from '../../components/Icon';
import type { Key } from '../../i18n/en';
import { errorText } from '../../i18n/error-text';
import { useSpeech } from '../../i18n/LanguageProvider';
import { Media } from './Media';
import { Ticks } from './Ticks';
import { PENDING, type Item, type Writing } from './timeline';
import { useMoment } from './useMoment';

interface Props {
  tenant: number;
  item: Item;
  /** Far up: drawn only when it is looked at. */
  old: boolean;
  /** It is what was looked for. */
  found: boolean;
  onAgain: (writing: Writing) => void;
  onDiscard: (writing: Writing) => void;
}

/** One thing that was said, or is being said. */
export const Bubble = memo(function Bubble({ tenant, item, old, found, ...deeds }: Props) {
  const isIn = item.kind === 'message' && item.message.direction === 'in';
  return (
    <li
      className="chat-row"
      data-key={item.key}
      data-message={item.kind === 'message' ? item.message.id : undefined}
      data-side={isIn ? 'in' : 'out'}
      data-old={old || undefined}
      data-found={found || undefined}
      data-unsent={isUnsent(item) || undefined}
      tabIndex={-1}
    >
      <div className="chat-bubble">
        {item.kind === 'message' && <Said tenant={tenant} message={item.message} />}
        {item.kind === 'reply' && <ToBeSaid reply={item.reply} />}
        {item.kind === 'writing' && <Written writing={item.writing} {...deeds} />}
      </div>
    </li>
  );
});

function isUnsent(item: Item): boolean {
  return (
    (item.kind === 'reply' && item.reply.state !== 'sent') ||
    (item.kind === 'writing' && item.writing.error !== null)
  );
}

function Said({ tenant, message }: { tenant: number; message: PagedMessage }) {
  const { t, time } = useSpeech();
  const { direction, body, media, kind, reply } = message;
  const isIn = direction === 'in';
  return (
    <>
      {isIn && <VisuallyHidden>{t('chat.from.customer')}</VisuallyHidden>}
      {media && <Media tenant={tenant} message={message.id} media={media} />}
      {!media && (kind === 'location' || kind === 'contact') && (
        <Group gap={6} wrap="nowrap">
          <Icon shape={kind === 'location' ? 'pin' : 'person'} size={18} />
          <Text size="sm">{t(`chat.kind.${kind}`)}</Text>
        </Group>
      )}
      {body && <Words text={body} />}
      {!media && !body && kind !== 'location' && kind !== 'contact' && (
        <Text size="sm" fs="italic">
          {t('chat.kind.other')}
        </Text>
      )}
      <div className="chat-meta">
        {!isIn && <span>{t(reply ? author(reply.kind) : 'chat.from.phone')}</span>}
        <time dateTime={message.sent_at}>{time(message.sent_at)}</time>
        {reply && <Ticks ack={reply.ack} />}
      </div>
    </>
  );
}

function ToBeSaid({ reply }: { reply: Reply }) {
  const { t, time } = useSpeech();
  const { whole } = useMoment();
  const { state, due_at, reason } = reply;
  const isPending = PENDING.includes(state);
  const isLater = Date.parse(due_at) > Date.now() + 10_000;
  const isFailed = state === 'failed' || state === 'cancelled';
  return (
    <>
      <Words text={reply.body} />
      <div className="chat-meta">
        <span>{t(author(reply.kind))}</span>
        {isPending && (
          <span>
            {isLater && state === 'queued'
              ? t('chat.planned', { time: whole(due_at) })
              : t('chat.beingSent')}
          </span>
        )}
        {state === 'sent' && <time dateTime={due_at}>{time(reply.sent_at ?? due_at)}</time>}
        {isFailed ? (
          <span className="chat-failed">{t('chat.notSent')}</span>
        ) : (
          <Ticks ack={state === 'sent' ? reply.ack : 0} />
        )}
      </div>
      {isFailed && reason && (
        <Text size="xs" dir="auto">
          {reason}
        </Text>
      )}
    </>
  );
}

function Written(props: { writing: Writing } & Pick<Props, 'onAgain' | 'onDiscard'>) {
  const { writing, onAgain, onDiscard } = props;
  const speech = useSpeech();
  const { t, time } = speech;
  return (
    <>
      <Words text={writing.text} />
      <div className="chat-meta">
        {writing.error ? (
          <span className="chat-failed">{t('chat.notSent')}</span>
        ) : (
          <>
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
            <Button size="compact-xs" variant="default" onClick={() => onAgain(writing)}>
              {t('common.tryAgain')}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => onDiscard(writing)}>
              {t('chat.discard')}
            </Button>
          </Group>
        </div>
      )}
    </>
  );
}

const LINK = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]»])/;

/** Each text in its own direction, whatever the page's is. */
function Words({ text }: { text: string }) {
  return (
    <p className="chat-words" dir="auto">
      {text.split(LINK).map((part, index) =>
        index % 2 === 1 ? (
          <Anchor
            key={index}
            href={part}
            target="_blank"
            rel="noreferrer"
            inherit
            underline="always"
            c="inherit"
          >
            {part}
          </Anchor>
        ) : (
          part
        ),
      )}
    </p>
  );
}

function author(kind: string): Key {
  return kind === 'agent' ? 'chat.from.person' : 'chat.from.bot';
}
