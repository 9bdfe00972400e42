import { english, type Key, type Texts } from './en';

export type Language = 'en' | 'fa' | 'ar' | 'ru';

interface About {
  /** Its own name for itself. */
  name: string;
  direction: 'ltr' | 'rtl';
  /** For dates and numbers: the first users are in the Gulf. */
  locale: string;
  /** Each is a file of its own: nobody reads all four. */
  fetch: () => Promise<Texts>;
}

export const LANGUAGES: Record<Language, About> = {
  en: { name: 'English', direction: 'ltr', locale: 'en-GB', fetch: () => Promise.resolve(english) },
  fa: {
    name: 'فارسی',
    direction: 'rtl',
    locale: 'fa-IR',
    fetch: async () => (await import('./fa')).fa,
  },
  ar: {
    name: 'العربية',
    direction: 'rtl',
    locale: 'ar-AE',
    fetch: async () => (await import('./ar')).ar,
  },
  ru: {
    name: 'Русский',
    direction: 'ltr',
    locale: 'ru-RU',
    fetch: async () => (await import('./ru')).ru,
  },
};

const fetched: Partial<Record<Language, Texts>> = {};

/** Fetches what a language says, once. */
export async function fetchTexts(language: Language): Promise<Texts> {
  return (fetched[language] ??= await LANGUAGES[language].fetch());
}

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

/** The text of a key, with `{name}` replaced by the value of that name; in English until the language is fetched. */
export function textOf(language: Language, key: Key, values: Record<string, string> = {}): string {
  const texts = fetched[language] ?? english;
  return texts[key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
