import { english, type Key } from '../../i18n/en';

/** What was done, in the reader's words; a deed that we do not know, as it is. */
export function actionText(action: string, t: (key: Key) => string): string {
  const key = `audit.action.${action}`;
  return Object.hasOwn(english, key) ? t(key as Key) : action;
}
