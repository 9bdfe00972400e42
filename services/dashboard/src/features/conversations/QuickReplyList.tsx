import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import type { QuickReply } from './quick-replies';

interface Props {
  id: string;
  replies: QuickReply[];
  chosen: number;
  isPending: boolean;
  onChoose: (reply: QuickReply) => void;
}

/** What may be said with one key: the field keeps the focus. */
export function QuickReplyList({ id, replies, chosen, isPending, onChoose }: Props) {
  const { t } = useSpeech();
  return (
    <div className="quick">
      {replies.length === 0 && (
        <p className="quick-none" role="status">
          {t(isPending ? 'common.loading' : 'chat.quickNone')}
        </p>
      )}
      {replies.length > 0 && (
        <div role="listbox" id={id} aria-label={t('chat.quick')}>
          {replies.map((reply, index) => (
            <div
              key={`${reply.question} ${reply.text}`}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              className="quick-one"
              // The field would lose the focus, and a phone its keyboard.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(reply)}
            >
              <Icon shape={reply.question ? 'bolt' : 'clock'} size={16} />
              <span>
                <b dir="auto">{reply.question ?? t('chat.quickRecent')}</b>
                <span dir="auto">{reply.text}</span>
              </span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
