import type { Wanted } from './api/trace';

export type Kind = 'message_id' | 'reply_id';

/** What the form and the address say; `null` where it names no message. */
export function wantedOf(tenant: string, kind: Kind, id: string): Wanted | null {
  if (!isNumber(tenant) || !isNumber(id)) {
    return null;
  }
  const tenant_id = Number(tenant);
  return kind === 'message_id'
    ? { tenant_id, message_id: Number(id) }
    : { tenant_id, reply_id: Number(id) };
}

/** An id of ours. */
export const isNumber = (text: string) => /^[1-9]\d{0,15}$/.test(text);
