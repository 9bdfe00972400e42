import { ar } from './ar';
import { english, type Key, type Texts } from './en';
import { fa } from './fa';
import { ru } from './ru';

export type Language = 'en' | 'fa' | 'ar' | 'ru';

interface About {
  /** Its own name for itself. */
  name: string;
  direction: 'ltr' | 'rtl';
  /** For dates and numbers: the first users are in the Gulf. */
  locale: string;
  texts: Texts;
}

export const LANGUAGES: Record<Language, About> = {
  en: { name: 'English', direction: 'ltr', locale: 'en-GB', texts: english },
  fa: { name: 'فارسی', direction: 'rtl', locale: 'fa-IR', texts: fa },
  ar: { name: 'العربية', direction: 'rtl', locale: 'ar-AE', texts: ar },
  ru: { name: 'Русский', direction: 'ltr', locale: 'ru-RU', texts: ru },
};

const KEPT_AS = 'peyk.language';

function isLanguage(text: string | null | undefined): text is Language {
  return text !== null && text !== undefined && Object.hasOwn(LANGUAGES, text);
}

/** The one chosen before, else the first of the browser's that we have, else English. */
export function firstLanguage(kept: string | null, preferred: readonly string[]): Language {
  if (isLanguage(kept)) {
    return kept;
  }
  return preferred.map((tag) => tag.split('-')[0]?.toLowerCase()).find(isLanguage) ?? 'en';
}

// A browser may refuse to keep anything; the page works without.
export function keptLanguage(): string | null {
  try {
    return window.localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

export function keepLanguage(language: Language): void {
  try {
    window.localStorage.setItem(KEPT_AS, language);
  } catch {
    // Asked again next time.
  }
}

/** The text of a key, with `{name}` replaced by the value of that name. */
export function textOf(language: Language, key: Key, values: Record<string, string> = {}): string {
  return LANGUAGES[language].texts[key].replaceAll(
    /\{(\w+)\}/g,
    (whole, name: string) => values[name] ?? whole,
  );
}
