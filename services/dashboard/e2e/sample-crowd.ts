/** Thousands of chats, and a chat of thousands of messages: in pages, as the API gives them. */

const NOW = Date.parse('2026-11-26T09:41:00Z');
const at = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

const WORDS = [
  'OK',
  'Is the flat in the Marina still free? I could come on Thursday after work, with my wife.',
  'سلام، دنبال یک آپارتمان دو خوابه با بودجهٔ حدود دو میلیون درهم هستم',
  'Добрый день! Можно посмотреть завтра?',
  'متى يمكننا المعاينة؟',
  'The budget is 2,000,000 AED at most.\nTwo bedrooms, a balcony, and parking for two cars.\nNot on the ground floor.',
];
const words = (index: number) => WORDS[index % WORDS.length]!;

export const CHATS = 5_000;
export const MESSAGES = 10_000;

const conversation = (index: number) => ({
  id: 100 + index,
  contact: {
    name: `Customer ${index}`,
    phone: `97150${1_000_000 + index}`,
    addresses: [],
    opted_out: false,
  },
  chat_id: `97150${1_000_000 + index}@c.us`,
  bot: index % 5 === 0 ? 'paused' : 'answering',
  gate: 'open',
  gate_reason: null,
  paused_until: null,
  waiting_since: null,
  last_message_at: at(index),
  last_message: {
    id: 1_000_000 - index,
    direction: index % 2 === 0 ? 'in' : 'out',
    by: index % 2 === 0 ? 'customer' : 'bot',
    kind: 'text',
    media_kind: null,
    body: words(index),
    sent_at: at(index),
    ack: 3,
    revoked: false,
  },
  turns: 1,
  failure: null,
  unread: index % 7 === 0 ? 2 : 0,
  needs_person_since: index % 9 === 0 ? at(index) : null,
  lead_id: null,
});

const message = (index: number) => {
  const isIn = index % 3 !== 0;
  const isPicture = index % 40 === 11;
  return {
    id: MESSAGES - index,
    conversation_id: 100,
    direction: isIn ? 'in' : 'out',
    by: isIn ? 'customer' : 'bot',
    kind: isPicture ? 'media' : 'text',
    body: words(index * 7),
    media: isPicture
      ? { kind: 'image', state: 'stored', mime: null, filename: null, size: 9_000 }
      : null,
    chat_id: '971501000000@c.us',
    sent_at: at(index * 11),
    reply: isIn ? null : { id: index, kind: 'answer', ack: 3 },
    ack: isIn ? null : 3,
    reactions: index % 25 === 0 ? [{ emoji: '👍', by: 'customer' }] : [],
    edited_at: null,
    revoked_at: null,
    reply_to: index % 30 === 1 ? { id: MESSAGES - index - 1, by: 'bot', body: words(index) } : null,
  };
};

/** The newest first, from a place on; where to read on is a number. */
function paged<Row>(all: number, make: (index: number) => Row, query: URLSearchParams) {
  const from = Number(query.get('before') ?? 0);
  const to = Math.min(all, from + Number(query.get('limit') ?? 50));
  const rows = Array.from({ length: to - from }, (_, index) => make(from + index));
  return { rows, next: to < all ? { next_before: String(to) } : {} };
}

/** The answer of the API below a tenant; undefined: there is none. */
export function crowd(path: string, query: URLSearchParams, unread: number): unknown {
  switch (path) {
    case '/conversations': {
      const { rows, next } = paged(CHATS, conversation, query);
      return { conversations: rows, ...next };
    }
    case '/conversations/100':
      return { ...conversation(0), unread, messages: [], outbox: [] };
    case '/conversations/100/messages': {
      const { rows, next } = paged(MESSAGES, message, query);
      return { messages: rows, ...next, next_after: 'now' };
    }
    case '/conversations/100/bot':
      return { flow: null, step: null, handed_over: false, next: null, planned: [] };
    default:
      return undefined;
  }
}
