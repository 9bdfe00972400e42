import { Icon, type Shape } from '../../components/Icon';
import { Phone } from '../../components/Phone';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { Conversation } from '../../api/types';
import { mediaName } from './media-name';
import { Ticks } from './Ticks';

const SHAPES: Record<string, Shape> = { location: 'pin', contact: 'person' };

/** What was said last in a conversation, in a line. */
export function Preview({ conversation }: { conversation: Conversation }) {
  const { t } = useSpeech();
  const { contact, last_message } = conversation;
  if (!last_message) {
    return contact.name && contact.phone ? <Phone digits={contact.phone} /> : null;
  }
  const { by, direction, body, kind, media_kind, revoked, ack } = last_message;
  const shape = media_kind ? 'file' : SHAPES[kind];
  const what = media_kind
    ? t(mediaName(media_kind))
    : kind === 'location' || kind === 'contact'
      ? t(`chat.kind.${kind}`)
      : '…';
  return (
    <>
      {direction === 'out' && (
        <span className="inbox-by">
          {by === 'bot' ? (
            <span role="img" aria-label={`${t('chat.from.bot')}:`} title={t('chat.from.bot')}>
              <Icon shape="robot" size={14} />
            </span>
          ) : (
            <Ticks ack={ack ?? 1} />
          )}
        </span>
      )}
      {revoked ? (
        <i>{t('chat.revoked')}</i>
      ) : (
        <>
          {shape && (
            <span className="inbox-by">
              <Icon shape={shape} size={14} />
            </span>
          )}
          {body ?? what}
        </>
      )}
    </>
  );
}
