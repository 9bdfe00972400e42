import { useDirection } from '@mantine/core';
import { createContext, use, useLayoutEffect, useMemo, useState, type ReactNode } from 'react';

import type { Key } from './en';
import {
  fetchWanted,
  firstLanguage,
  keepLanguage,
  keptLanguage,
  LANGUAGES,
  textOf,
  type Language,
} from './languages';

interface Speech {
  language: Language;
  /** Once its texts are there; fails when they cannot be fetched. */
  setLanguage: (language: Language) => Promise<void>;
  /** The text of a key. */
  t: (key: Key, values?: Record<string, string>) => string;
  /** A time of the API, for people. */
  dateTime: (iso: string) => string;
  date: (iso: string) => string;
  /** Of a day that is known: 09:41. */
  time: (iso: string) => string;
  /** Of a day that stands above what happened on it. */
  day: (iso: string) => string;
  number: (value: number) => string;
  /** "40 seconds", "3 minutes", "2 days". */
  duration: (seconds: number) => string;
}

const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const;

const SpeechContext = createContext<Speech | null>(null);

export function useSpeech(): Speech {
  const speech = use(SpeechContext);
  if (!speech) {
    throw new Error('useSpeech is used outside of LanguageProvider');
  }
  return speech;
}

/** The language that this browser begins with. */
export function languageAtFirst(): Language {
  return firstLanguage(keptLanguage(), navigator.languages);
}

/** Knows the language, and turns the page round for those that are written from right to left. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, choose] = useState(languageAtFirst);
  const { setDirection } = useDirection();
  const { direction, locale } = LANGUAGES[language];

  // Before the page is painted: it shall not be seen turning round.
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    setDirection(direction);
  }, [language, direction, setDirection]);

  const speech = useMemo<Speech>(() => {
    // Each is dear to make on a phone, and made for who wants it first.
    const format = (options: Intl.DateTimeFormatOptions) => {
      let formatter: Intl.DateTimeFormat | undefined;
      return (iso: string) =>
        (formatter ??= new Intl.DateTimeFormat(locale, options)).format(new Date(iso));
    };
    let numbers: Intl.NumberFormat | undefined;
    return {
      language,
      setLanguage: async (chosen) => {
        await fetchWanted(chosen);
        keepLanguage(chosen);
        choose(chosen);
      },
      t: (key, values) => textOf(language, key, values),
      dateTime: format({ dateStyle: 'medium', timeStyle: 'short' }),
      date: format({ dateStyle: 'medium' }),
      time: format({ timeStyle: 'short' }),
      day: format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
      number: (value) => (numbers ??= new Intl.NumberFormat(locale)).format(value),
      duration: (seconds) => {
        const [size, unit] = UNITS.find(([most]) => seconds >= most) ?? [1, 'second'];
        return new Intl.NumberFormat(locale, {
          style: 'unit',
          unit,
          unitDisplay: 'long',
        }).format(Math.ceil(seconds / size));
      },
    };
  }, [language, locale]);

  return <SpeechContext value={speech}>{children}</SpeechContext>;
}
