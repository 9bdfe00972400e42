import { english, type Key } from '../../i18n/en';
import { isKey } from '../../i18n/languages';

const PREFIX = 'audit.action.';

/** The deeds that we have words for. */
export const ACTIONS = Object.keys(english)
  .filter((key) => key.startsWith(PREFIX))
  .map((key) => key.slice(PREFIX.length));

/** What was done, in the reader's words; a deed that we do not know, as it is. */
export function actionText(action: string, t: (key: Key) => string): string {
  const key = `${PREFIX}${action}`;
  return isKey(key) ? t(key) : action;
}
