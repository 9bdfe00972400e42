import type { TimelineEvent } from '../../api/types';
import type { Key } from '../../i18n/en';
import { isKey } from '../../i18n/languages';
import { stateOfStatus } from './state';

interface EventText {
  text: string;
  /** The service's own words, where it had more to say. */
  more: string | null;
}

/** What happened, in the reader's words; an event that we do not know, in the service's. */
export function eventText({ kind, detail }: TimelineEvent, t: (key: Key) => string): EventText {
  if (kind === 'status' && detail) {
    const state = stateOfStatus(detail);
    return { text: state ? t(`state.${state}`) : detail, more: null };
  }
  const key = `timeline.${kind}`;
  if (isKey(key)) {
    return { text: t(key), more: detail };
  }
  return { text: detail ?? kind, more: null };
}
