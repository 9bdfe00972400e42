import { useSpeech } from '../../i18n/LanguageProvider';

const DAY = 86_400;

/** "30 days", or that there is no end. */
export function useDays(): (days: number | null) => string {
  const { t, duration } = useSpeech();
  return (days) => (days === null ? t('privacy.ever') : duration(days * DAY));
}
