import type { Key } from '../../i18n/en';
import { phoneNumber, western } from '../whatsapp/phone-number';
import { kindOf } from './slot-kind';

/** A value while somebody writes it. Each kind has its own fields, the others stay empty. */
export interface Draft {
  any: boolean;
  text: string;
  list: string[];
  min: string;
  max: string;
  currency: string;
  period: string;
}

const BLANK: Draft = {
  any: false,
  text: '',
  list: [],
  min: '',
  max: '',
  currency: '',
  period: '',
};

/** What stands in the form when it is opened. */
export function toDraft(slot: string, value: unknown): Draft {
  if (value === null || value === undefined) {
    return BLANK;
  }
  if (value === 'any') {
    return { ...BLANK, any: true };
  }
  const known = (typeof value === 'object' ? value : {}) as Record<string, unknown>;
  switch (kindOf(slot)) {
    case 'choices':
    case 'areas':
      return { ...BLANK, list: [value].flat().filter((part) => typeof part === 'string') };
    case 'bedrooms':
      if (typeof value === 'number' || value === 'studio') {
        const count = value === 'studio' ? '0' : String(value);
        return { ...BLANK, min: count, max: count };
      }
      return { ...BLANK, min: word(known['min']), max: word(known['max']) };
    case 'budget':
      return {
        ...BLANK,
        min: grouped(known['min']),
        max: grouped(known['max']),
        currency: word(known['currency']),
        period: word(known['period']),
      };
    case 'moment':
      return { ...BLANK, text: localTime(word(known['at'] ?? value)) };
    default:
      return { ...BLANK, text: typeof value === 'string' ? value : JSON.stringify(value) };
  }
}

type Read = { value: unknown } | { wrong: Key };

/** What a form says, as the API has it, or what is wrong with it. */
export function fromDraft(slot: string, draft: Draft): Read {
  if (draft.any) {
    return { value: 'any' };
  }
  const text = draft.text.trim();
  switch (kindOf(slot)) {
    case 'choices':
      // As the bot writes it: one stands alone.
      return given(draft.list.length === 1 ? draft.list[0] : draft.list, draft.list.length > 0);
    case 'areas':
      return given(draft.list, draft.list.length > 0);
    case 'bedrooms': {
      const read = range(draft);
      if ('wrong' in read) {
        return read;
      }
      const { min, max } = read;
      return { value: min === max ? (min === 0 ? 'studio' : min) : { min, max } };
    }
    case 'budget': {
      const read = range(draft);
      if ('wrong' in read) {
        return read;
      }
      return {
        value: { ...read, currency: draft.currency || null, period: draft.period || null },
      };
    }
    case 'moment': {
      const at = new Date(text);
      return Number.isNaN(at.getTime())
        ? { wrong: 'leads.valueMissing' }
        : { value: { at: at.toISOString() } };
    }
    case 'phone': {
      const phone = phoneNumber(text);
      return phone === null ? { wrong: 'bot.agentPhoneWrong' } : { value: phone };
    }
    default:
      return given(text, text !== '');
  }
}

const given = (value: unknown, is: boolean): Read =>
  is ? { value } : { wrong: 'leads.valueMissing' };

function range(draft: Draft): { min: number | null; max: number | null } | { wrong: Key } {
  const [min, max] = [amount(draft.min), amount(draft.max)];
  if (min === undefined || max === undefined || (min === null && max === null)) {
    return { wrong: 'leads.valueMissing' };
  }
  return min !== null && max !== null && min > max ? { wrong: 'leads.rangeWrong' } : { min, max };
}

/** A number as people write it, in any digits and with separators; null: none, undefined: it is no number. */
function amount(typed: string): number | null | undefined {
  const plain = western(typed).replaceAll(/[\s٬'’]/g, '');
  if (plain === '') {
    return null;
  }
  // 1.5 is one and a half: a point parts thousands only where three digits follow each.
  const digits = /^\d{1,3}([.,،]\d{3})+$/.test(plain) ? plain.replaceAll(/[.,،]/g, '') : plain;
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}

const word = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/** Millions are told from hundred thousands by their commas. */
const grouped = (value: unknown) =>
  typeof value === 'number' ? new Intl.NumberFormat('en').format(value) : word(value);

/** A moment as the browser's field for it writes it, by the clock of this place. */
function localTime(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) {
    return '';
  }
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
