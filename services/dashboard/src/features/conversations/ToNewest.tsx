import { useState } from 'react';

import { Icon } from '../../components/Icon';
import { useSpeech } from '../../i18n/LanguageProvider';
import { isIncoming, type Item } from './timeline';

/** The way back from further up, and how much has come meanwhile. */
export function ToNewest({ items, onGo }: { items: readonly Item[]; onGo: () => void }) {
  const { t, number } = useSpeech();
  // It is there from when somebody scrolls away.
  const [left] = useState(() => items.at(-1)?.key);
  const at = items.findLastIndex(({ key }) => key === left);
  const news = at < 0 ? 0 : items.slice(at + 1).filter(isIncoming).length;
  const name = news > 0 ? t('chat.newBelow', { count: number(news) }) : t('chat.toNewest');
  return (
    <button type="button" className="chat-newest" aria-label={name} title={name} onClick={onGo}>
      <Icon shape="down" />
      {news > 0 && <span className="chat-newest-count">{number(news)}</span>}
    </button>
  );
}
