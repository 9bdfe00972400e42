import { useSpeech } from '../../i18n/LanguageProvider';
import type { Verdict } from './verdict';

/** What a verdict says, in the reader's words. */
export function useAdvice(): (verdict: Verdict) => string | null {
  const { t, number } = useSpeech();
  return ({ advice, values = {} }) => {
    const said = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? number(value) : value,
    ]);
    return advice && t(advice, Object.fromEntries(said));
  };
}
