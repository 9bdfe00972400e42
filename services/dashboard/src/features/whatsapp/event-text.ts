import type { TimelineEvent } from '../../api/types';
import { en, type Key } from '../../i18n/en';
import { viewOf } from './view';

interface EventText {
  text: string;
  /** The service's own words, where it had more to say. */
  more: string | null;
}

/** What happened, in the reader's words; an event that we do not know, in the service's. */
export function eventText({ kind, detail }: TimelineEvent, t: (key: Key) => string): EventText {
  if (kind === 'status' && detail) {
    const view = viewOf({ connected: detail === 'WORKING', status: detail });
    return { text: view === 'unknown' ? detail : t(`status.${view}`), more: null };
  }
  const key = `timeline.${kind}`;
  if (Object.hasOwn(en, key)) {
    return { text: t(key as Key), more: detail };
  }
  return { text: detail ?? kind, more: null };
}
