import type { Conversation, PagedMessage } from '../api/types';

/** A conversation of a test, with what the test is about. */
export const aConversation = (
  id: number,
  name: string | null,
  more: Partial<Conversation> = {},
): Conversation => ({
  id,
  contact: { name, phone: `9715000000${id}`, addresses: [], opted_out: false },
  chat_id: `9715000000${id}@c.us`,
  bot: 'answering',
  gate: 'open',
  gate_reason: null,
  paused_until: null,
  waiting_since: null,
  last_message_at: '2026-11-26T09:40:00Z',
  turns: 1,
  failure: null,
  last_message: null,
  unread: 0,
  needs_person_since: null,
  lead_id: null,
  ...more,
});

/** A customer's message, a minute after the one before. */
export const aMessage = (
  id: number,
  body: string | null,
  more: Partial<PagedMessage> = {},
): PagedMessage => ({
  id,
  conversation_id: 12,
  direction: 'in',
  by: 'customer',
  kind: 'text',
  body,
  media: null,
  chat_id: '971500000012@c.us',
  sent_at: new Date(Date.UTC(2024, 10, 25, 9, id)).toISOString(),
  reply: null,
  ack: null,
  reactions: [],
  edited_at: null,
  revoked_at: null,
  reply_to: null,
  ...more,
});
