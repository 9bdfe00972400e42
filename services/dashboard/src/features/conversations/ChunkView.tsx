import { Fragment, memo, useRef } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { Bubble, type BubbleDeeds } from './Bubble';
import type { Chunk } from './chunks';
import { dayOf, type Item } from './timeline';
import { useIsNear, type Nearby } from './useNearby';
import { useMoment } from './useMoment';

interface Props {
  tenant: number;
  chunk: Chunk;
  /** What stands above it. */
  above: Item | undefined;
  nearby: Nearby;
  /** The first that nobody has read, if it is here. */
  unread: string | null;
  /** What was looked for, if it is here. */
  found: string | null;
  deeds: BubbleDeeds;
}

/** Some rows of a conversation; room of the same height while they are far from what is looked at. */
export const ChunkView = memo(function ChunkView(props: Props) {
  const { tenant, chunk, above, nearby, unread, found, deeds } = props;
  const { t } = useSpeech();
  const { day } = useMoment();
  const box = useRef<HTMLDivElement>(null);
  const { isNear, height } = useIsNear(box, chunk.key, nearby);
  return (
    <div
      ref={box}
      className="chat-chunk"
      role="presentation"
      data-key={chunk.key}
      {...(height !== null && { style: { height } })}
    >
      {isNear &&
        chunk.items.map((item, index) => {
          const before = index === 0 ? above : chunk.items[index - 1];
          const isNewDay = !before || dayOf(before.at) !== dayOf(item.at);
          const isUnread = item.key === unread;
          return (
            <Fragment key={item.key}>
              {isNewDay && (
                <div className="chat-day" role="listitem" data-key={`day ${item.key}`}>
                  <span>{day(item.at)}</span>
                </div>
              )}
              {isUnread && (
                <div className="chat-unread" role="listitem" data-key={`unread ${item.key}`}>
                  <span>{t('chat.unread')}</span>
                </div>
              )}
              <Bubble
                tenant={tenant}
                item={item}
                joined={!isNewDay && !isUnread && isJoined(before, item)}
                found={item.key === found}
                deeds={deeds}
              />
            </Fragment>
          );
        })}
    </div>
  );
});

const TOGETHER = 3 * 60_000;

/** Whether it goes on where the one before ended. */
function isJoined(before: Item, item: Item): boolean {
  return authorOf(before) === authorOf(item) && item.time - before.time < TOGETHER;
}

function authorOf(item: Item): string {
  return item.kind === 'message'
    ? item.message.by
    : item.kind === 'reply' && item.reply.kind !== 'agent'
      ? 'bot'
      : 'agent';
}
