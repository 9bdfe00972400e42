import { Icon, type Shape } from '../../components/Icon';
import type { Key } from '../../i18n/en';
import { useSpeech } from '../../i18n/LanguageProvider';

interface Look {
  shape: Shape;
  text: Key;
}

const READ: Look = { shape: 'ticks', text: 'chat.ack.read' };

/** What WhatsApp's acknowledgements mean. */
function lookOf(ack: number | null): Look {
  if (ack === null || ack === 0) {
    return { shape: 'clock', text: 'chat.ack.waiting' };
  }
  if (ack < 0) {
    return { shape: 'alert', text: 'chat.ack.refused' };
  }
  if (ack === 1) {
    return { shape: 'check', text: 'chat.ack.sent' };
  }
  return ack === 2 ? { shape: 'ticks', text: 'chat.ack.delivered' } : READ;
}

/** How far a message has come. */
export function Ticks({ ack }: { ack: number | null }) {
  const { t } = useSpeech();
  const { shape, text } = lookOf(ack);
  return (
    <span
      role="img"
      className="chat-ticks"
      data-ack={text.split('.').at(-1)}
      aria-label={t(text)}
      title={t(text)}
    >
      <Icon shape={shape} size={14} />
    </span>
  );
}
