import type { Key } from '../../i18n/en';

/** The slots that flows usually have, in the order in which they are read; others follow as they are named. */
const KNOWN = [
  'name',
  'wish',
  'intent',
  'area',
  'area_not',
  'property_type',
  'bedrooms',
  'budget',
  'timeline',
  'financing',
  'visit',
  'phone',
] as const;

type Translate = (key: Key, values?: Record<string, string>) => string;

/** What a slot is called: in the reader's language if it is known, else the name that its flow gives. */
export function slotName(name: string, t: Translate): string {
  const known = KNOWN.find((one) => one === name);
  return known ? t(`chat.slot.${known}`) : plain(name);
}

export function inReadingOrder(names: string[]): string[] {
  const place = (name: string) => {
    const at = KNOWN.findIndex((one) => one === name);
    return at < 0 ? KNOWN.length : at;
  };
  return names.toSorted((one, other) => place(one) - place(other) || one.localeCompare(other));
}

/** A value of any shape for people; empty for what is not known. */
export function slotValue(value: unknown, number: (value: number) => string): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (typeof value === 'number') {
    return number(value);
  }
  if (typeof value === 'boolean') {
    return value ? '✓' : '–';
  }
  if (typeof value === 'string') {
    return plain(value);
  }
  if (Array.isArray(value)) {
    return value.map((one) => slotValue(one, number)).join(', ');
  }
  const { min, max, ...rest } = value as Record<string, unknown>;
  const others = Object.values(rest).map((one) => slotValue(one, number));
  return [range(min, max, number), ...others].filter((part) => part !== '').join(' ');
}

function range(min: unknown, max: unknown, number: (value: number) => string): string {
  const [from, to] = [slotValue(min, number), slotValue(max, number)];
  if (from === to || to === '') {
    return to === '' && from !== '' ? `≥ ${from}` : from;
  }
  return from === '' ? `≤ ${to}` : `${from}–${to}`;
}

/** `property_type` is a word for programs. */
function plain(word: string): string {
  return /^[a-z0-9]+(_[a-z0-9]+)+$/.test(word) ? word.replaceAll('_', ' ') : word;
}
