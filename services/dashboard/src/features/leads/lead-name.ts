import type { Lead } from '../../api/types';
import type { Key } from '../../i18n/en';

/** By what people know a lead: the name, else the number. */
export function leadName({ name, phone }: Lead, t: (key: Key) => string): string {
  // The number is read from left to right in every language.
  return name || (phone ? `\u2066+${phone}\u2069` : t('leads.nameless'));
}

/** The name as part of a text, whatever the direction of either. */
export const nameInText = (lead: Lead, t: (key: Key) => string) =>
  `\u2068${leadName(lead, t)}\u2069`;

/** A colleague in a word: who works together knows each other without the house behind the `@`. */
export const callName = (name: string) => name.split('@')[0] || name;
