import type { Key } from '../../i18n/en';

/** In the order in which a lead goes through them. */
export const STAGES = ['new', 'qualified', 'handed_over', 'visiting', 'won', 'lost'] as const;
export type Stage = (typeof STAGES)[number];

export const CLASSES = ['hot', 'warm', 'cold'] as const;

export const LEAD_LANGUAGES = ['en', 'fa', 'ar', 'ru'] as const;

type Speak = (key: Key) => string;

const isOneOf = <Word extends string>(words: readonly Word[], word: string): word is Word =>
  words.some((known) => known === word);

/** What we have no name for is shown as it is: the API may know more than this page. */
export const stageName = (stage: string, t: Speak) =>
  isOneOf(STAGES, stage) ? t(`leads.stage.${stage}`) : stage;

export const className = (word: string, t: Speak) =>
  isOneOf(CLASSES, word) ? t(`leads.class.${word}`) : word;

export const languageName = (code: string, t: Speak) =>
  isOneOf(LEAD_LANGUAGES, code) ? t(`leads.language.${code}`) : code;

export const classColour = (word: string) =>
  word === 'hot' ? 'red' : word === 'warm' ? 'orange' : 'gray';
