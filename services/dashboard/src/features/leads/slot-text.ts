import type { Key } from '../../i18n/en';
import type { Language } from '../../i18n/languages';
import { choiceName, kindOf, PERIODS } from './slot-kind';

interface Speaker {
  language: Language;
  t: (key: Key, values?: Record<string, string>) => string;
  number: (value: number) => string;
  dateTime: (iso: string) => string;
}

/** What is known, in the reader's words; null: it is not known. */
export function slotText(slot: string, value: unknown, speaker: Speaker): string | null {
  const { language, t, number, dateTime } = speaker;
  if (value === null || value === undefined || value === '') {
    return null;
  }
  if (value === 'any') {
    return t('slot.any');
  }
  if (typeof value === 'string') {
    const kind = kindOf(slot);
    return kind === 'phone' ? `\u2066${value}\u2069` : choiceName(kindName(slot), value, t);
  }
  if (typeof value === 'number') {
    return number(value);
  }
  if (Array.isArray(value)) {
    const parts = value.map((part) => slotText(slot, part, speaker) ?? '');
    return parts.join(language === 'fa' || language === 'ar' ? '، ' : ', ');
  }
  if (typeof value === 'object') {
    const known = value as Record<string, unknown>;
    if (Array.isArray(known['not'])) {
      return t('slot.not', { x: slotText(slot, known['not'], speaker) ?? '' });
    }
    if (typeof known['at'] === 'string' && !Number.isNaN(Date.parse(known['at']))) {
      return dateTime(known['at']);
    }
    const range = rangeText(known, speaker);
    if (range !== null) {
      return range;
    }
  }
  return JSON.stringify(value);
}

/** A studio is the same word as a number of bedrooms and as a kind of property. */
const kindName = (slot: string) => (slot === 'bedrooms' ? 'property_type' : slot);

function rangeText(known: Record<string, unknown>, { t, number }: Speaker): string | null {
  const { min, max, currency, period } = known;
  const from = typeof min === 'number' ? number(min) : null;
  const to = typeof max === 'number' ? number(max) : null;
  if (from === null && to === null) {
    return null;
  }
  const amount =
    from === null
      ? t('slot.upTo', { x: to ?? '' })
      : to === null
        ? t('slot.from', { x: from })
        : min === max
          ? from
          : t('slot.range', { a: from, b: to });
  const every = PERIODS.find((word) => word === period);
  return [amount, typeof currency === 'string' && currency, every && t(`slot.period.${every}`)]
    .filter(Boolean)
    .join(' ');
}
