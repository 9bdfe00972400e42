import type { Key } from '../../i18n/en';
import { isKey } from '../../i18n/languages';

type Kind =
  'choice' | 'choices' | 'areas' | 'bedrooms' | 'budget' | 'moment' | 'phone' | 'text' | 'long';

/** What the bot can know, in the order in which people think of it. */
export const SLOTS = [
  'name',
  'intent',
  'area',
  'property_type',
  'bedrooms',
  'budget',
  'timeline',
  'financing',
  'visit',
  'phone',
  'details',
  'wish',
] as const;

/** What a lead may know, ours before what only its flow knows. */
export function slotNames({ slots }: { slots: Record<string, unknown> }): string[] {
  const ours = new Set<string>(SLOTS);
  return [...SLOTS, ...Object.keys(slots).filter((name) => !ours.has(name))];
}

const KINDS: Record<string, Kind> = {
  intent: 'choice',
  timeline: 'choice',
  financing: 'choice',
  property_type: 'choices',
  area: 'areas',
  bedrooms: 'bedrooms',
  budget: 'budget',
  visit: 'moment',
  phone: 'phone',
  details: 'long',
  wish: 'long',
};

const CHOICES: Record<string, readonly string[]> = {
  intent: ['buy', 'rent', 'sell', 'invest', 'human'],
  timeline: ['now', '1-3m', '3-6m', '6m+', 'browsing'],
  financing: ['cash', 'mortgage', 'preapproved', 'undecided'],
  property_type: ['apartment', 'villa', 'townhouse', 'penthouse', 'studio', 'office', 'land'],
};

export const CURRENCIES = [
  'AED',
  'USD',
  'EUR',
  'GBP',
  'RUB',
  'SAR',
  'QAR',
  'KWD',
  'INR',
  'IRR',
] as const;

export const PERIODS = ['year', 'month'] as const;

export const kindOf = (slot: string): Kind =>
  Object.hasOwn(KINDS, slot) ? (KINDS[slot] ?? 'text') : 'text';

export const choicesOf = (slot: string): readonly string[] => CHOICES[slot] ?? [];

/** Whether a customer may say that it does not matter. */
export const canBeAny = (slot: string): boolean =>
  ['choice', 'choices', 'areas', 'bedrooms', 'budget'].includes(kindOf(slot)) && slot !== 'intent';

type Speak = (key: Key) => string;

/** What we have no name for is shown as the flow names it. */
export const slotName = (slot: string, t: Speak): string => named(`slot.${slot}`, slot, t);

export const choiceName = (slot: string, choice: string, t: Speak): string =>
  named(`slot.${slot}.${choice}`, choice, t);

function named(key: string, otherwise: string, t: Speak): string {
  return isKey(key) ? t(key) : plain(otherwise);
}

/** `parking_places` is a word for programs. */
const plain = (word: string) =>
  /^[a-z0-9]+(_[a-z0-9]+)+$/.test(word) ? word.replaceAll('_', ' ') : word;
