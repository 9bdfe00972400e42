import type { Key } from '../../i18n/en';
import { isKey } from '../../i18n/languages';

/** Why an event found no tenant, in the reader's words; a reason that we do not know, as it is. */
export function reasonText(reason: string, t: (key: Key) => string): string {
  const key = `unrouted.reason.${reason}`;
  return isKey(key) ? t(key) : reason;
}
