import type { AuditEntry, ConversationMessage, Lead } from '../../api/types';
import type { Key } from '../../i18n/en';
import { actorText } from './actor-text';

export interface Happening {
  key: string;
  at: string;
  title: string;
  /** What was said, in whatever language. */
  text?: string;
  message?: number;
}

type Speak = (key: Key, values?: Record<string, string>) => string;

/** What happened to a lead, as far as the API tells it, newest first. `changes` are there for owners alone. */
export function history(
  lead: Lead,
  messages: readonly ConversationMessage[],
  changes: readonly AuditEntry[] | undefined,
  t: Speak,
): Happening[] {
  const created = { key: 'created', at: lead.created_at, title: t('leads.created') };
  const updated = { key: 'updated', at: lead.updated_at, title: t('leads.updated') };
  const ours = (changes ?? []).filter(({ detail }) => detail === `lead:${lead.id}`);
  const told: Happening[] = [
    created,
    ...(lead.updated_at === lead.created_at ? [] : [updated]),
    ...ours.map((entry) => ({
      key: `change-${entry.id}`,
      at: entry.at,
      title: t('leads.changedBy', { who: actorText(entry.actor, t) }),
    })),
    ...messages.map((message) => ({
      key: `message-${message.id}`,
      at: message.sent_at,
      title: t(message.direction === 'in' ? 'leads.customerSaid' : 'leads.weSaid'),
      text: message.body || t('leads.notText'),
      message: message.id,
    })),
  ];
  return told.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
