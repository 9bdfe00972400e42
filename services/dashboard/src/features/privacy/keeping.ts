import type { NewPrivacy, Privacy } from '../../api/types';
import { western } from '../whatsapp/phone-number';

/** What is kept for a time of its own. */
export const KINDS = ['messages', 'media'] as const;
export type Kind = (typeof KINDS)[number];

/** As in the API: a century. */
const LONGEST = 36_500;

/** How long each kind is kept, while somebody changes it: days as they are written, or null: without end. */
export type Draft = Record<Kind, string | null>;

export const toDraft = ({ messages_days, media_days }: Privacy): Draft => ({
  messages: written(messages_days),
  media: written(media_days),
});

export const written = (days: number | null) => (days === null ? null : String(days));

export const defaultOf = (privacy: Privacy, kind: Kind) => privacy[`${kind}_days_default`];

/** The operators' limit; null: there is none. */
export const limitOf = (privacy: Privacy, kind: Kind) => privacy[`${kind}_days_at_most`];

/** The most days that may be written. */
export const mostOf = (privacy: Privacy, kind: Kind) => limitOf(privacy, kind) ?? LONGEST;

/** What a draft says of a kind; undefined where it is nothing that the API takes. */
export function daysOf(draft: Draft, kind: Kind, privacy: Privacy): number | null | undefined {
  const text = draft[kind];
  if (text === null) {
    return limitOf(privacy, kind) === null ? null : undefined;
  }
  const digits = western(text).trim();
  const days = /^\d{1,6}$/.test(digits) ? Number(digits) : 0;
  return days >= 1 && days <= mostOf(privacy, kind) ? days : undefined;
}

export function fromDraft(draft: Draft, privacy: Privacy): NewPrivacy | undefined {
  const [messages, media] = [daysOf(draft, 'messages', privacy), daysOf(draft, 'media', privacy)];
  return messages === undefined || media === undefined
    ? undefined
    : { messages_days: messages, media_days: media };
}

const isShorter = (now: number | null, than: number | null) =>
  (now ?? Infinity) < (than ?? Infinity);

/** Of which kinds something that is there now will be removed. */
export const shorter = (before: Privacy, now: NewPrivacy): Kind[] =>
  KINDS.filter((kind) => isShorter(now[`${kind}_days`], before[`${kind}_days`]));

/** Whether files would be kept longer than the messages that they go with. */
export const outlives = ({ messages_days, media_days }: NewPrivacy) =>
  isShorter(messages_days, media_days);
