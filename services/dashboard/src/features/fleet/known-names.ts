import type { Key } from '../../i18n/en';
import { isKey } from '../../i18n/languages';

/** What a stream or consumer is for, in plain words; null of one that we do not know. */
export function plainName(
  kind: 'stream' | 'consumer',
  name: string,
  t: (key: Key) => string,
): string | null {
  const key = `fleet.${kind}.${name}`;
  return isKey(key) ? t(key) : null;
}
