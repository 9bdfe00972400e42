import type { Key } from '../../i18n/en';

type Speak = (key: Key, values?: Record<string, string>) => string;

/** Who did something, as the audit log names them: `user:5 ana@palm.example`, `token:7 nightly export`. */
export function actorText(actor: string, t: Speak): string {
  const [, kind, name] = /^(user|token):\d+ (.+)$/s.exec(actor) ?? [];
  if (kind && name) {
    return kind === 'user' ? name : t('leads.byToken', { name });
  }
  return actor === 'an operator' ? t('leads.byOperator') : actor;
}
