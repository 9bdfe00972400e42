/** A few conversations, in the languages of customers: for pictures of pages. */

const NOW = '2026-11-26T09:41:00Z';
const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

const conversation = (id: number, name: string | null, minutes: number, rest: object = {}) => ({
  id,
  contact: { name, phone: `9715012345${id}`, addresses: [], opted_out: false },
  chat_id: `9715012345${id}@c.us`,
  bot: 'answering',
  gate: 'open',
  gate_reason: null,
  paused_until: null,
  waiting_since: null,
  last_message_at: ago(minutes),
  turns: 4,
  failure: null,
  ...rest,
});

const SARA = conversation(60, 'سارا احمدی', 2, {
  bot: 'paused',
  paused_until: ago(-700),
});

const CONVERSATIONS = [
  SARA,
  conversation(61, 'Omar Al Mansoori', 9, { waiting_since: ago(9) }),
  conversation(62, null, 48),
  conversation(63, 'Иван Петров', 1_500, { bot: 'opted_out' }),
  conversation(64, 'Mum', 3_000, { bot: 'shielded', gate: 'shielded' }),
  conversation(65, 'A customer whose name is much longer than there is room for', 4_000, {
    failure: 'timeout',
  }),
  conversation(66, 'Mariam', 6_000, { bot: 'agent' }),
];

const said = (id: number, minutes: number, body: string | null, rest: object = {}) => ({
  id,
  conversation_id: 60,
  direction: 'in',
  kind: 'text',
  body,
  media: null,
  chat_id: SARA.chat_id,
  sent_at: ago(minutes),
  reply: null,
  ...rest,
});
const bot = (id: number, ack: number) => ({
  direction: 'out',
  reply: { id, kind: 'answer', ack },
});
const file = (kind: string, state: string) => ({
  kind: 'media',
  media: { kind, state, mime: null, filename: null, size: state === 'stored' ? 48_200 : null },
});

const MESSAGES = [
  said(1, 1_600, 'Hello, do you have something in Dubai Marina?'),
  said(
    2,
    1_599,
    'Hello! Here is the assistant of Palm Homes. What are you looking for?',
    bot(21, 4),
  ),
  said(3, 1_590, 'سلام، دنبال یک آپارتمان دو خوابه در مارینا هستم'),
  said(4, 1_589, 'سلام! بودجه‌تان چقدر است؟', bot(22, 3)),
  said(5, 30, 'حدود ۲ میلیون درهم'),
  said(6, 29, null, file('voice', 'stored')),
  said(7, 28, 'این نقشه است', file('image', 'stored')),
  said(8, 27, null, file('document', 'gone')),
  said(9, 20, 'ممنون، همکارم مریم به شما زنگ می‌زند: https://palm.example/v/12', bot(23, 2)),
  said(10, 12, 'I am at the tower now.', { direction: 'out' }),
  said(11, 2, null, { kind: 'location' }),
];

const reply = (id: number, body: string, rest: object) => ({
  id,
  body,
  kind: 'agent',
  state: 'queued',
  reason: null,
  due_at: ago(-1),
  created_at: ago(1),
  sent_at: null,
  ack: null,
  ...rest,
});

const LEAD = {
  id: 9,
  conversation_id: 60,
  name: 'سارا احمدی',
  phone: SARA.contact.phone,
  wish: null,
  language: 'fa',
  stage: 'qualified',
  score: {
    points: 16,
    class: 'hot',
    reasons: [
      { rule: 'budget', points: 3, text: 'Budget named' },
      { rule: 'timeline', points: 3, text: 'Within three months' },
    ],
  },
  slots: {
    area: { value: ['Dubai Marina'], message_id: 3, corrected_by: null },
    bedrooms: { value: 2, message_id: 3, corrected_by: null },
    budget: {
      value: { min: null, max: 2_000_000, currency: 'AED', period: null },
      message_id: 5,
      corrected_by: null,
    },
    financing: { value: 'cash', message_id: null, corrected_by: 'mariam@palm.example' },
  },
  assigned_to: 3,
  created_at: ago(1_600),
  updated_at: ago(20),
};

/** Below a tenant. */
export const CONVERSATION_ANSWERS: Record<string, unknown> = {
  '/conversations': { conversations: CONVERSATIONS },
  '/conversations/60': {
    ...SARA,
    messages: [],
    outbox: [reply(31, 'I call you in ten minutes.', { state: 'sending' })],
  },
  '/conversations/60/messages': { messages: MESSAGES.toReversed(), next_after: 'x' },
  '/leads': { leads: [LEAD] },
};
