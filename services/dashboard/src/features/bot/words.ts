import type { Key } from '../../i18n/en';
import { isKey, LANGUAGES } from '../../i18n/languages';
import { choiceName, slotName } from '../leads/slot-kind';
import type { Finding } from './api/flows';
import { HAND_OFF, END, LANGS, type Condition, type Flow, type Lang, type Step } from './flow';

export interface Speaker {
  t: (key: Key, values?: Record<string, string>) => string;
  number: (value: number) => string;
}

export const langName = (lang: Lang): string => LANGUAGES[lang].name;
export const isLang = (word: string | null | undefined): word is Lang =>
  LANGS.some((lang) => lang === word);

/** A day as a flow writes it: `mon`. */
export function dayName(day: string, t: Speaker['t']): string {
  const key = `flow.day.${day}`;
  return isKey(key) ? t(key) : day;
}

/** What a step is about; its id too where another one is about the same. */
export function stepTitle(flow: Flow, step: Step, { t }: Speaker): string {
  const slot = step.ask?.slot;
  const name = slot ? slotName(slot, t) : t('flow.message');
  const alike = flow.steps.filter((other) => other.ask?.slot === slot).length;
  return alike > 1 ? `${name} · ${step.id}` : name;
}

/** Where a step leads, by the name of that. */
export function targetTitle(flow: Flow, target: string, speaker: Speaker): string {
  if (target === HAND_OFF) {
    return speaker.t('flow.toPerson');
  }
  if (target === END) {
    return speaker.t('flow.toEnd');
  }
  const step = flow.steps.find(({ id }) => id === target);
  return step ? stepTitle(flow, step, speaker) : target;
}

/** A condition as one says it. */
export function conditionText(condition: Condition, speaker: Speaker): string {
  const { t, number } = speaker;
  const parts = (list: Condition[], between: Key) =>
    list.map((part) => conditionText(part, speaker)).join(` ${t(between)} `);
  if ('known' in condition) {
    return t('flow.if.known', { slot: slotName(condition.known, t) });
  }
  if ('is' in condition) {
    const { slot, any_of: values } = condition.is;
    const names = values.map((value) => choiceName(slot, value, t));
    return `${slotName(slot, t)}: ${names.join(` ${t('flow.or')} `) || '…'}`;
  }
  if ('at_least' in condition) {
    const { slot, amount, currency } = condition.at_least;
    const least = [number(amount), currency].filter(Boolean).join(' ');
    return t('flow.if.atLeast', { slot: slotName(slot, t), amount: least });
  }
  if ('score' in condition) {
    return t('flow.if.score', { points: number(condition.score) });
  }
  if ('all' in condition) {
    return parts(condition.all, 'flow.and');
  }
  if ('any' in condition) {
    return parts(condition.any, 'flow.or');
  }
  if ('not' in condition) {
    return t('flow.if.not', { what: conditionText(condition.not, speaker) });
  }
  // Of a schema that is newer than this page.
  return JSON.stringify(condition);
}

/** A branch as one says it: when, and where to. */
export const wayText = (flow: Flow, when: Condition, next: string, speaker: Speaker): string =>
  speaker.t('flow.way', {
    what: conditionText(when, speaker),
    where: targetTitle(flow, next, speaker),
  });

const WAIT: Record<string, Key> = {
  m: 'flow.wait.minutes',
  h: 'flow.wait.hours',
  d: 'flow.wait.days',
};

/** `20h` as one says it. */
export function waitText(wait: string, { t, number }: Speaker): string {
  const key = WAIT[wait.slice(-1)];
  const count = Number.parseInt(wait, 10);
  return key && Number.isFinite(count) ? t(key, { n: number(count) }) : wait;
}

/** What the linter says most, which says it in English alone. */
const KNOWN: [RegExp, Key][] = [
  [/^is missing: translate it/, 'flow.lint.untranslated'],
  [/^is missing in the last step/, 'flow.lint.lastNext'],
  [/^is missing though the step asks/, 'flow.lint.noQuestion'],
  [/^has no (text|label) in any language/, 'flow.lint.noText'],
  [/^is empty: write the text/, 'flow.lint.empty'],
  [/^is never said: add/, 'flow.lint.unspoken'],
  [/^asks something, and a question may follow/, 'flow.lint.statement'],
  [/^asks more than one question/, 'flow.lint.oneQuestion'],
  [/^says `\{name\}` also to who/, 'flow.lint.nameBare'],
  [/^has the placeholder/, 'flow.lint.placeholder'],
  [/^has (brackets without|a `. ?` too many|a `.` )/, 'flow.lint.brackets'],
  [/^is never reached/, 'flow.lint.unreached'],
  [/` is no step: write/, 'flow.lint.noStep'],
  [/^has no way out/, 'flow.lint.noWayOut'],
  [/^never come to a person/, 'flow.lint.noPerson'],
  [/^has one line: add/, 'flow.lint.oneChoice'],
  [/^reads like an earlier choice/, 'flow.lint.sameChoice'],
  [/` is an earlier choice too/, 'flow.lint.sameValue'],
  [/^numbers the answers to/, 'flow.lint.numericMenu'],
  [/is too soon: wait `1h`/, 'flow.lint.tooSoon'],
  [/ is no shift: write times/, 'flow.lint.shift'],
  [/^is empty: (name a value|add a shift|name days)/, 'flow.lint.chooseOne'],
];

/** What was found, in the reader's words where we have them. */
export function findingText({ message }: Pick<Finding, 'message'>, { t }: Speaker): string {
  const known = KNOWN.find(([pattern]) => pattern.test(message));
  return known ? t(known[1]) : message;
}

const SECTIONS = {
  opening: 'flow.opening',
  languages: 'flow.opening',
  triggers: 'flow.opening',
  timeout: 'flow.opening',
  handoff: 'flow.handOff',
  hours: 'flow.hours',
  followups: 'flow.followUps',
  score: 'flow.score',
} as const satisfies Record<string, Key>;

/** In which form a place is: `step-budget`, or a section's name. */
export function formOf(flow: Flow, path: string): string | null {
  const [, first = '', second] = path.split('/');
  if (first === 'steps') {
    const step = flow.steps[Number(second)];
    return second !== undefined && step ? `step-${step.id}` : null;
  }
  return ['languages', 'triggers', 'timeout'].includes(first)
    ? 'opening'
    : Object.hasOwn(SECTIONS, first)
      ? first
      : null;
}

/** Where something was found, for people. */
export function placeText(flow: Flow, { path }: Pick<Finding, 'path'>, speaker: Speaker): string {
  const [, first = '', second] = path.split('/');
  const step = first === 'steps' ? flow.steps[Number(second)] : undefined;
  const section = Object.hasOwn(SECTIONS, first)
    ? speaker.t(SECTIONS[first as keyof typeof SECTIONS])
    : speaker.t('flow.structure');
  const last = path.split('/').at(-1);
  const place = step ? stepTitle(flow, step, speaker) : section;
  return isLang(last) ? `${place} · ${langName(last)}` : place;
}
