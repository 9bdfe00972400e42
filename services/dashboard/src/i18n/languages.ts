import type { Key, Texts } from './en';
import { common } from './en/common';

export type Language = 'en' | 'fa' | 'ar' | 'ru';

type Said = Partial<Texts>;

interface About {
  /** Its own name for itself. */
  name: string;
  direction: 'ltr' | 'rtl';
  /** For dates and numbers: the first users are in the Gulf. */
  locale: string;
  /** What is said to who is not signed in: a part of the whole. */
  fetchCommon: () => Promise<Said>;
  /** Each is a file of its own: nobody reads all four. */
  fetch: () => Promise<Texts>;
}

export const LANGUAGES: Record<Language, About> = {
  en: {
    name: 'English',
    direction: 'ltr',
    locale: 'en-GB',
    fetchCommon: () => Promise.resolve(common),
    fetch: async () => (await import('./en')).english,
  },
  fa: {
    name: 'فارسی',
    direction: 'rtl',
    locale: 'fa-IR',
    fetchCommon: async () => (await import('./fa/common')).common,
    fetch: async () => (await import('./fa')).fa,
  },
  ar: {
    name: 'العربية',
    direction: 'rtl',
    locale: 'ar-AE',
    fetchCommon: async () => (await import('./ar/common')).common,
    fetch: async () => (await import('./ar')).ar,
  },
  ru: {
    name: 'Русский',
    direction: 'ltr',
    locale: 'ru-RU',
    fetchCommon: async () => (await import('./ru/common')).common,
    fetch: async () => (await import('./ru')).ru,
  },
};

const whole: Partial<Record<Language, Texts>> = {};
/** What each language says so far. English has something to say from the first moment on. */
const said: Partial<Record<Language, Said>> = { en: common };
/** Whether somebody is further than at the door. */
let isInside = false;

/** Fetches all that a language says, once. */
export async function fetchTexts(language: Language): Promise<Texts> {
  isInside = true;
  return (whole[language] ??= said[language] = await LANGUAGES[language].fetch());
}

/** Fetches what a language has to say where one is: at the door that is little. */
export async function fetchWanted(language: Language): Promise<void> {
  if (isInside) {
    await fetchTexts(language);
  } else {
    const few = await LANGUAGES[language].fetchCommon();
    // Meanwhile all of it may have come.
    said[language] ??= few;
  }
}

/** Whether there is a text of this name: what the API names may be newer than we are. */
export function isKey(key: string): key is Key {
  return Object.values(said).some((texts) => Object.hasOwn(texts, key));
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
  const text = said[language]?.[key] ?? said.en?.[key] ?? key;
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
