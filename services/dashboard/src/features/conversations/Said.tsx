import { VisuallyHidden } from '@mantine/core';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { byKey } from './author';
import type { BubbleDeeds } from './Bubble';
import type { PagedMessage, QuotedMessage, MessageReaction } from '../../api/types';
import { Media } from './Media';
import { Ticks } from './Ticks';
import { Way } from './Way';
import { Words } from './Words';

interface Props {
  tenant: number;
  message: PagedMessage;
  joined: boolean;
  deeds: BubbleDeeds;
}

/** A message, by whomever, with what became of it. */
export function Said({ tenant, message, joined, deeds }: Props) {
  const { t, time } = useSpeech();
  const { direction, by, reactions, reply_to, revoked_at, edited_at } = message;
  const isIn = direction === 'in';
  return (
    <div className="chat-said">
      <div className="chat-bubble">
        {isIn && <VisuallyHidden>{t('chat.from.customer')}: </VisuallyHidden>}
        {!isIn && !joined && (
          <div className="chat-by">
            {by === 'bot' && <Icon shape="robot" size={14} />}
            {t(byKey(by))}
          </div>
        )}
        {revoked_at ? (
          <p className="chat-words chat-gone">
            <Icon shape="ban" size={15} /> {t('chat.revoked')}
          </p>
        ) : (
          <>
            {reply_to && <Quote quoted={reply_to} onFollow={deeds.onFollow} />}
            <Content tenant={tenant} message={message} onPicture={deeds.onPicture} />
          </>
        )}
        <div className="chat-meta">
          <Way of={{ tenant_id: tenant, message_id: message.id }} />
          {edited_at && !revoked_at && <span>{t('chat.edited')}</span>}
          <time dateTime={message.sent_at}>{time(message.sent_at)}</time>
          {!isIn && (
            <Ticks ack={message.ack ?? message.reply?.ack ?? (by === 'phone' ? 1 : null)} />
          )}
        </div>
      </div>
      {reactions?.length > 0 && !revoked_at && <Reactions reactions={reactions} />}
    </div>
  );
}

function Content({
  tenant,
  message,
  onPicture,
}: Pick<Props, 'tenant' | 'message'> & Pick<BubbleDeeds, 'onPicture'>) {
  const { t } = useSpeech();
  const { body, media, kind } = message;
  const isThing = !media && (kind === 'location' || kind === 'contact');
  return (
    <>
      {media && <Media tenant={tenant} message={message.id} media={media} onPicture={onPicture} />}
      {isThing && (
        <div className="chat-thing">
          <Icon shape={kind === 'location' ? 'pin' : 'person'} size={18} />
          {t(`chat.kind.${kind}`)}
        </div>
      )}
      {body && <Words text={body} />}
      {!media && !body && !isThing && (
        <p className="chat-words chat-gone">{t('chat.kind.other')}</p>
      )}
    </>
  );
}

function Quote({
  quoted,
  onFollow,
}: {
  quoted: QuotedMessage;
  onFollow: (message: number) => void;
}) {
  const { t } = useSpeech();
  const { id, by, body } = quoted;
  const what = (
    <>
      <b>{t(byKey(by))}</b>
      <span dir="auto">{body ?? t('chat.quotedOther')}</span>
    </>
  );
  return id === null ? (
    <div className="chat-quote">{what}</div>
  ) : (
    <button
      type="button"
      className="chat-quote"
      title={t('chat.toQuoted')}
      onClick={() => onFollow(id)}
    >
      {what}
    </button>
  );
}

function Reactions({ reactions }: { reactions: MessageReaction[] }) {
  const { t } = useSpeech();
  return (
    <div className="chat-reactions">
      {reactions.map(({ emoji, by }) => (
        <span
          key={`${by} ${emoji}`}
          role="img"
          aria-label={t(by === 'customer' ? 'chat.reaction.customer' : 'chat.reaction.us', {
            emoji,
          })}
        >
          {emoji}
        </span>
      ))}
    </div>
  );
}
