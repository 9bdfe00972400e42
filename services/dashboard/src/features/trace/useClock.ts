import { LANGUAGES } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';

/** A time to the millisecond. */
export function useClock(): (iso: string) => string {
  const { language } = useSpeech();
  const format = new Intl.DateTimeFormat(LANGUAGES[language].locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hour12: false,
  });
  return (iso) => format.format(new Date(iso));
}
