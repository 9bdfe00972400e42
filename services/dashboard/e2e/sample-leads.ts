/** Leads in the languages of customers: for pictures of pages. */

const NOW = '2026-11-26T09:41:00Z';
const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

const score = (points: number) => ({
  points,
  class: points > 11 ? 'hot' : points > 5 ? 'warm' : 'cold',
  reasons: [
    { rule: 'budget', points: 4, text: 'Names a budget' },
    { rule: 'timeline', points: points - 6, text: 'Wants to move within three months' },
    { rule: 'area', points: 2, text: 'Knows the area' },
  ],
});

const lead = (
  id: number,
  name: string | null,
  stage: string,
  points: number | null,
  minutes: number,
  rest: object = {},
) => ({
  id,
  conversation_id: 51 + id,
  name,
  whatsapp_name: name ?? `Yusuf ${id}`,
  phone: `9715012345${51 + id}`,
  wish: null,
  language: 'en',
  stage,
  score: points === null ? null : score(points),
  slots: {},
  assigned_to: null,
  created_at: ago(minutes + 1_500),
  updated_at: ago(minutes),
  ...rest,
});

const SARA = lead(9, 'سارا احمدی', 'qualified', 16, 2, {
  wish: 'آپارتمان دو خوابه در مارینا تا ۲ میلیون درهم',
  language: 'fa',
  assigned_to: 3,
  slots: {
    intent: { value: 'buy', message_id: 3, corrected_by: null },
    area: { value: ['Dubai Marina', 'JBR'], message_id: 3, corrected_by: null },
    property_type: { value: 'apartment', message_id: 3, corrected_by: null },
    bedrooms: { value: 2, message_id: 3, corrected_by: null },
    budget: {
      value: { min: null, max: 2_000_000, currency: 'AED', period: null },
      message_id: 5,
      corrected_by: null,
    },
    financing: {
      value: 'cash',
      message_id: null,
      corrected_by: 'user:2 mariam@palm.example',
    },
  },
});

const LEADS = [
  SARA,
  lead(10, 'Omar Al Mansoori', 'handed_over', 14, 9, {
    wish: 'Villa in Arabian Ranches, four bedrooms, with a garden and a room for staff',
    language: 'ar',
    assigned_to: 2,
  }),
  lead(11, null, 'new', 3, 48),
  lead(12, 'Иван Петров', 'new', 12, 210, { wish: 'Студия для сдачи', language: 'ru' }),
  lead(13, 'Priya', 'new', null, 300, { wish: 'Rent near the metro', assigned_to: 3 }),
  lead(14, 'علي حسن', 'visiting', 9, 1_500, { wish: 'شقة للإيجار في الشارقة', language: 'ar' }),
  lead(15, 'Chen Wei', 'won', 15, 4_000, { wish: 'Penthouse, Palm Jumeirah', assigned_to: 2 }),
  lead(16, 'A customer whose name is much longer than there is room for', 'lost', 1, 6_000),
  lead(17, 'نگار', 'qualified', 8, 700, { wish: 'اجارهٔ ویلا', language: 'fa' }),
];

const me = { kind: 'user', id: 2, name: 'mariam@palm.example' };
const bot = { kind: 'bot', id: null, name: null };
const HISTORY = {
  entries: [
    {
      at: ago(2),
      action: 'changed',
      actor: me,
      changes: [{ field: 'assigned_to', from: null, to: 'agent1@demo.peyk' }],
    },
    {
      at: ago(12),
      action: 'changed',
      actor: me,
      changes: [{ field: 'slots.financing', from: 'mortgage', to: 'cash' }],
    },
    {
      at: ago(19),
      action: 'crm_delivered',
      actor: { kind: 'system', id: null, name: null },
      changes: [{ field: 'event', from: null, to: 'lead.updated' }],
    },
    {
      at: ago(20),
      action: 'changed',
      actor: bot,
      changes: [
        { field: 'stage', from: 'new', to: 'qualified' },
        { field: 'score_class', from: 'warm', to: 'hot' },
      ],
    },
    { at: ago(1_600), action: 'created', actor: bot, changes: [] },
  ],
};

/** The same pages for whatever is asked, as far as the pictures ask. */
export function leads(query: URLSearchParams) {
  const stages = query.get('stage')?.split(',');
  const wanted = (name: 'score' | 'language' | 'assigned_to', value: string | undefined) =>
    !query.get(name) || query.get(name) === value;
  return {
    leads: LEADS.filter(
      (one) =>
        (!stages || stages.includes(one.stage)) &&
        wanted('score', one.score?.class) &&
        wanted('language', one.language) &&
        (query.get('unassigned') !== 'true' || one.assigned_to === null) &&
        wanted('assigned_to', String(one.assigned_to)),
    ),
  };
}

/** Below a tenant. */
export const LEAD_ANSWERS: Record<string, unknown> = {
  '/leads/9': SARA,
  '/leads/9/history': HISTORY,
  '/leads/stages': {
    stages: ['new', 'qualified', 'handed_over', 'visiting', 'won', 'lost'].map((stage, index) => ({
      stage,
      leads: [74, 41, 22, 13, 9, 18][index],
    })),
  },
  '/colleagues': {
    colleagues: [
      { id: 2, name: 'mariam@palm.example', is_owner: true },
      { id: 3, name: 'agent1@demo.peyk', is_owner: false },
      { id: 4, name: 'omid@palm.example', is_owner: false },
    ],
  },
  '/bot-settings': {
    agent_phone: '+971501112233',
    quiet_hours: { from: '22:00', until: '08:00', answers: false },
    time_zone: 'Asia/Dubai',
    shield: true,
    trigger_words: ['property', 'آپارتمان', 'شقة'],
    deep_link_codes: ['MARINA-1'],
  },
  '/crm': {
    url: 'https://crm.palm.example/webhooks/peyk',
    previous_secret_until: null,
    created_at: ago(20_000),
    updated_at: ago(20_000),
  },
  '/crm-deliveries': {
    deliveries: [
      ['lead.handed_over', 'waiting', 2, 503, 'The CRM answered 503.', null],
      ['lead.updated', 'delivered', 1, 200, null, ago(40)],
      ['lead.created', 'failed', 10, null, 'The CRM did not answer within 10 seconds.', null],
    ].map(([event, state, attempts, status, reason, delivered_at], index) => ({
      id: 90 - index,
      webhook_id: `lead_${90 - index}`,
      lead_id: 9 + index,
      event,
      state,
      attempts,
      due_at: ago(-5),
      status,
      reason,
      created_at: ago(30 + index * 50),
      delivered_at,
    })),
  },
};
