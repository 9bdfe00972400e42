import { LANGUAGES } from '../../i18n/languages';
import { useSpeech } from '../../i18n/LanguageProvider';

/** How long something took: "340 ms", "1.3 sec", "4 minutes". */
export function useGap(): (milliseconds: number) => string {
  const { language, duration } = useSpeech();
  const { locale } = LANGUAGES[language];
  const format = (value: number, unit: string, digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  return (milliseconds) => {
    if (milliseconds < 1_000) {
      return format(milliseconds, 'millisecond', 0);
    }
    return milliseconds < 60_000
      ? format(milliseconds / 1_000, 'second', 1)
      : duration(milliseconds / 1_000);
  };
}
