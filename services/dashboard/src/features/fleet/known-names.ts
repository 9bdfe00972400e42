import { english, type Key } from '../../i18n/en';

/** What a stream or consumer is for, in plain words; null of one that we do not know. */
export function plainName(
  kind: 'stream' | 'consumer',
  name: string,
  t: (key: Key) => string,
): string | null {
  const key = `fleet.${kind}.${name}`;
  return Object.hasOwn(english, key) ? t(key as Key) : null;
}
