import type { Lead } from '../../api/types';
import type { Key } from '../../i18n/en';

/** By what people know a lead: the name, else the one that WhatsApp shows, else the number. */
export function leadName(lead: Lead, t: (key: Key) => string): string {
  const { name, whatsapp_name, phone } = lead;
  // The number is read from left to right in every language.
  return name || whatsapp_name || (phone ? `\u2066+${phone}\u2069` : t('leads.nameless'));
}

/** Whether a lead has only the name that WhatsApp shows, which they gave nobody here. */
export const isOnlyShown = ({ name, whatsapp_name }: Lead) => !name && Boolean(whatsapp_name);

/** How a lead's name looks in a list: lighter where they never said it. */
export const nameLook = (lead: Lead, t: (key: Key) => string) =>
  isOnlyShown(lead)
    ? { c: 'dimmed', title: t('leads.whatsappName') }
    : { c: 'var(--mantine-color-text)' };

/** The name as part of a text, whatever the direction of either. */
export const nameInText = (lead: Lead, t: (key: Key) => string) =>
  `\u2068${leadName(lead, t)}\u2069`;

/** A colleague in a word: who works together knows each other without the house behind the `@`. */
export const callName = (name: string) => name.split('@')[0] || name;
