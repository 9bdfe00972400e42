import { isKey } from '../../../i18n/languages';
import type { Speaker } from '../words';

/** What is different, by the API's word for it. */
export function differsName(kind: string, t: Speaker['t']): string {
  const key = `flow.differs.${kind}`;
  return isKey(key) ? t(key) : kind;
}
