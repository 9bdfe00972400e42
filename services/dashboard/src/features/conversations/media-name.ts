import type { Key } from '../../i18n/en';

const NAMES: Record<string, Key> = {
  voice: 'chat.media.voice',
  audio: 'chat.media.audio',
  image: 'chat.media.image',
  video: 'chat.media.video',
  sticker: 'chat.media.sticker',
  document: 'chat.media.document',
};

/** What a kind of file is called; it is an open set. */
export function mediaName(kind: string): Key {
  return (Object.hasOwn(NAMES, kind) && NAMES[kind]) || 'chat.media.file';
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** A file's size, as people read it. */
export function sizeText(bytes: number, locale: string): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1_000 ** power);
}

/** A length of time as players write it: 1:05. */
export function clockText(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.round(seconds));
  const digits = (value: number, least: number) =>
    new Intl.NumberFormat(locale, { minimumIntegerDigits: least, useGrouping: false }).format(
      value,
    );
  return `${digits(Math.floor(whole / 60), 1)}:${digits(whole % 60, 2)}`;
}
