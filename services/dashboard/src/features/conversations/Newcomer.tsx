import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

import { useSpeech } from '../../i18n/LanguageProvider';
import { mediaName } from './media-name';
import type { Item } from './timeline';

/** Reads aloud what the customer writes while the chat is open; not what is scrolled to. */
export function Newcomer({ last }: { last: Item | undefined }) {
  const { t } = useSpeech();
  const newest = useRef<number | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (last?.kind !== 'message') {
      return;
    }
    const { body, media } = last.message;
    if (newest.current !== null && last.time > newest.current) {
      setSaid(body ?? (media ? t(mediaName(media.kind)) : ''));
    }
    newest.current = Math.max(newest.current ?? 0, last.time);
  }, [last, t]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {said && `${t('chat.from.customer')}: ${said}`}
    </VisuallyHidden>
  );
}
