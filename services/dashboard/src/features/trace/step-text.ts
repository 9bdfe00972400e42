import type { Key } from '../../i18n/en';
import { isKey } from '../../i18n/languages';

/** What happened in a step, in the reader's words; a step that we do not know, as it is. */
export function stepText(name: string, t: (key: Key) => string): string {
  const key = `trace.step.${name}`;
  return isKey(key) ? t(key) : name;
}

const BAD = ['refused', 'failed', 'cancelled'];

export const isBad = (name: string) => BAD.includes(name);
