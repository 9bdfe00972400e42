import { describe, expect, it } from 'vitest';

import { english as en, type Key } from './en';
import { fetchTexts, firstLanguage, LANGUAGES, textOf, type Language } from './languages';

const KEYS = Object.keys(en) as Key[];
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();

const LETTERS = { en: /^[^؀-ۿЀ-ӿ]*$/, fa: /[؀-ۿ]/, ar: /[؀-ۿ]/, ru: /[Ѐ-ӿ№]/ };
/** Names, which Russian does not transcribe. */
const LATIN = new Set<Key>(['nav.whatsapp', 'tenants.namePlaceholder']);

describe.each(Object.keys(LANGUAGES) as Language[])('%s', async (language) => {
  const texts = await fetchTexts(language);

  it('has every text, and no other', () => {
    expect(Object.keys(texts).toSorted()).toEqual(KEYS.toSorted());
  });

  it('says each of them with the same values', () => {
    for (const key of KEYS) {
      expect(texts[key].trim(), key).not.toBe('');
      expect(places(texts[key]), key).toEqual(places(en[key]));
    }
  });

  it('is written in its own letters', () => {
    for (const key of KEYS.filter((name) => !LATIN.has(name))) {
      expect(texts[key], key).toMatch(LETTERS[language]);
    }
  });
});

describe('Persian', () => {
  it('has no Arabic kaf or yeh', async () => {
    for (const [key, text] of Object.entries(await fetchTexts('fa'))) {
      expect(text, key).not.toMatch(/[يكى]/);
    }
  });
});

describe('firstLanguage', () => {
  it('is what was chosen, then what the browser prefers, then English', () => {
    expect(firstLanguage('ru', ['fa-IR'])).toBe('ru');
    expect(firstLanguage(null, ['de', 'fa-IR', 'en'])).toBe('fa');
    expect(firstLanguage('tlh', ['de'])).toBe('en');
    expect(firstLanguage('toString', [])).toBe('en');
  });
});

describe('textOf', () => {
  it('puts values into their places', () => {
    expect(textOf('en', 'whatsapp.phone', { phone: '+971' })).toBe('Phone: +971');
    expect(textOf('en', 'whatsapp.phone')).toBe('Phone: {phone}');
  });
});
