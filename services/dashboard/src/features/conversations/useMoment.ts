import { useSpeech } from '../../i18n/LanguageProvider';
import { dayOf } from './timeline';

const DAY = 86_400_000;

/** Times as a messenger tells them. */
export function useMoment() {
  const { t, time, date, day, dateTime } = useSpeech();
  const relative = (iso: string) => {
    const now = Date.now();
    const of = dayOf(iso);
    return of === new Date(now).toDateString()
      ? 'chat.today'
      : of === new Date(now - DAY).toDateString()
        ? 'chat.yesterday'
        : null;
  };
  return {
    /** 09:41 of today, else "yesterday" or the date. */
    short: (iso: string) => {
      const word = relative(iso);
      return word === 'chat.today' ? time(iso) : word ? t(word) : date(iso);
    },
    /** 09:41 of today, else with the date. */
    whole: (iso: string) => (relative(iso) === 'chat.today' ? time(iso) : dateTime(iso)),
    /** "Today", "Yesterday", or the day in full. */
    day: (iso: string) => {
      const word = relative(iso);
      return word ? t(word) : day(iso);
    },
  };
}
