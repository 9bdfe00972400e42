import { english, type Key } from '../../../i18n/en';
import type { Speaker } from '../words';

/** What is different, by the API's word for it. */
export function differsName(kind: string, t: Speaker['t']): string {
  const key = `flow.differs.${kind}`;
  return Object.hasOwn(english, key) ? t(key as Key) : kind;
}
