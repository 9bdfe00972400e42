/** A few conversations, in the languages of customers: for pictures of pages. */

const NOW = '2026-11-26T09:41:00Z';
const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

const last = (id: number, minutes: number, body: string | null, rest: object = {}) => ({
  id,
  direction: 'in',
  by: 'customer',
  kind: 'text',
  media_kind: null,
  body,
  sent_at: ago(minutes),
  ack: null,
  revoked: false,
  ...rest,
});
const byBot = { direction: 'out', by: 'bot', ack: 3 };
const byAgent = { direction: 'out', by: 'agent', ack: 2 };

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
  last_message: last(id * 100, minutes, 'OK, thank you'),
  turns: 4,
  failure: null,
  unread: 0,
  needs_person_since: null,
  lead_id: null,
  ...rest,
});

const SARA = conversation(60, 'سارا احمدی', 2, {
  bot: 'paused',
  paused_until: ago(-700),
  lead_id: 9,
  unread: 2,
  needs_person_since: ago(2),
  last_message: last(16, 2, null, { kind: 'location' }),
});

const CONVERSATIONS = [
  SARA,
  conversation(61, 'Omar Al Mansoori', 9, {
    unread: 3,
    needs_person_since: ago(9),
    last_message: last(61, 9, 'Can somebody call me today? I want to see the villa before Friday.'),
  }),
  conversation(62, null, 48, {
    last_message: last(62, 48, 'Which area do you prefer?', byBot),
  }),
  conversation(67, 'عبد الله الهاشمي', 75, {
    unread: 1,
    last_message: last(67, 75, null, { kind: 'media', media_kind: 'voice' }),
  }),
  conversation(68, 'Natalia K.', 190, {
    bot: 'paused',
    paused_until: ago(-80),
    last_message: last(68, 190, 'Отправила вам планировку, посмотрите', byAgent),
  }),
  conversation(63, 'Иван Петров', 1_500, {
    bot: 'opted_out',
    contact: { name: 'Иван Петров', phone: '971501234563', addresses: [], opted_out: true },
    last_message: last(63, 1_500, 'стоп'),
  }),
  conversation(64, 'Mum', 3_000, { bot: 'shielded', gate: 'shielded' }),
  conversation(65, 'A customer whose name is much longer than there is room for', 4_000, {
    failure: 'timeout',
    last_message: last(
      65,
      4_000,
      'Is the flat in Downtown with the view of the fountain still there?',
    ),
  }),
  conversation(66, 'Mariam', 6_000, {
    bot: 'agent',
    last_message: last(66, 6_000, 'New lead: Sara', byBot),
  }),
  conversation(69, 'Dieter', 7_000, { last_message: last(69, 7_000, null, { revoked: true }) }),
];

const said = (id: number, minutes: number, body: string | null, rest: object = {}) => ({
  id,
  conversation_id: 60,
  direction: 'in',
  by: 'customer',
  kind: 'text',
  body,
  media: null,
  chat_id: SARA.chat_id,
  sent_at: ago(minutes),
  reply: null,
  ack: null,
  reactions: [],
  edited_at: null,
  revoked_at: null,
  reply_to: null,
  ...rest,
});
const bot = (id: number, ack: number) => ({
  direction: 'out',
  by: 'bot',
  ack,
  reply: { id, kind: 'answer', ack },
});
const file = (kind: string, state: string, filename: string | null = null) => ({
  kind: 'media',
  media: { kind, state, mime: null, filename, size: state === 'stored' ? 248_200 : null },
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
  said(5, 30, 'حدود ۲ میلیون درهم', {
    reply_to: { id: 4, by: 'bot', body: 'سلام! بودجه‌تان چقدر است؟' },
    edited_at: ago(29),
  }),
  said(6, 29, null, file('voice', 'stored')),
  said(7, 28, 'این نقشه است', {
    ...file('image', 'stored'),
    reactions: [{ emoji: '👍', by: 'us' }],
  }),
  said(8, 27, null, file('document', 'stored', 'Floor plan – tower 12.pdf')),
  said(9, 26, null, { revoked_at: ago(25) }),
  said(10, 20, 'ممنون، همکارم مریم به شما زنگ می‌زند: https://palm.example/v/12', {
    ...bot(23, 2),
    reactions: [{ emoji: '🙏', by: 'customer' }],
  }),
  said(11, 13, 'I am at the tower now.', { direction: 'out', by: 'phone', ack: 3 }),
  said(12, 12, 'Shall I wait at the gate?', {
    direction: 'out',
    by: 'agent',
    ack: 3,
    reply: { id: 24, kind: 'agent', ack: 3 },
  }),
  said(15, 3, 'Yes please, I come in five minutes'),
  said(16, 2, null, { kind: 'location' }),
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
const CALL = reply(31, 'I call you in ten minutes.', { state: 'sending' });

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

const BOT = {
  flow: { name: 'Sales', version: 7 },
  step: { id: 'visit', kind: 'ask', text: 'When would you like to see the flat?' },
  handed_over: false,
  next: { at: ago(-5_000), kind: 'follow_up' },
  planned: [CALL],
};

const FAQ = {
  entries: [
    {
      question: 'Which documents do I need to buy?',
      answers: {
        en: 'A passport is enough to reserve. For the title deed you need…',
        fa: 'برای رزرو فقط گذرنامه لازم است.',
      },
    },
    {
      question: 'How high is the agency fee?',
      answers: { en: 'Two per cent of the price, plus VAT.', fa: 'دو درصد قیمت، به‌اضافهٔ مالیات.' },
    },
    {
      question: 'Where is your office?',
      answers: {
        en: 'Marina Plaza, floor 12. We are there from 9 to 18.',
        fa: 'مارینا پلازا، طبقهٔ ۱۲؛ از ۹ تا ۱۸.',
      },
    },
  ],
};

/** Below a tenant. */
export const CONVERSATION_ANSWERS: Record<string, unknown> = {
  '/conversations': { conversations: CONVERSATIONS },
  '/conversations/60': {
    ...SARA,
    messages: [],
    outbox: [CALL],
  },
  '/conversations/60/messages': { messages: MESSAGES.toReversed(), next_after: 'x' },
  '/conversations/60/bot': BOT,
  '/faq': FAQ,
  '/leads': { leads: [LEAD] },
  '/leads/9': LEAD,
};
