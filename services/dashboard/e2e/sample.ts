/** What a busy platform would answer: for pictures of pages in states that are seldom reached. */

import { BOT_ANSWERS, FLOW_TEMPLATES } from './sample-bot';
import { CONVERSATION_ANSWERS } from './sample-conversations';
import { home, WAITING_PAGE } from './sample-home';
import { LEAD_ANSWERS, leads } from './sample-leads';
import { fleet, OPERATIONS_ANSWERS } from './sample-operations';

const NOW = '2026-11-26T09:41:00Z';
const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

export const USERS = {
  operator: {
    id: 1,
    email: 'operator@demo.peyk',
    role: 'operator',
    tenant_id: null,
    tenant_name: null,
  },
  owner: {
    id: 2,
    email: 'mariam@palm.example',
    role: 'owner',
    tenant_id: 5,
    tenant_name: 'Palm Homes',
  },
  agent: {
    id: 3,
    email: 'agent1@demo.peyk',
    role: 'agent',
    tenant_id: 5,
    tenant_name: 'Palm Homes',
  },
} as const;

const TENANTS = [
  { id: 1, name: 'Palm Homes', enabled: true, session: 'tenant_1', created_at: ago(90_000) },
  { id: 2, name: 'Marina Estates', enabled: true, session: 'tenant_2', created_at: ago(80_000) },
  { id: 5, name: 'املاک مارینا', enabled: true, session: 'tenant_5', created_at: ago(50_000) },
  { id: 8, name: 'عقارات النخيل', enabled: false, session: 'tenant_8', created_at: ago(40_000) },
  { id: 12, name: 'Дубай Риэлти', enabled: true, session: null, created_at: ago(9_000) },
  {
    id: 13,
    name: 'Old Town Lettings',
    enabled: false,
    session: null,
    deleting: true,
    created_at: ago(900),
  },
];

const SESSION = {
  state: 'not_connected',
  reason: null,
  next_step: 'Connect WhatsApp.',
  status: null,
  phone: null,
  since: null,
  attempts: 0,
  next_try_at: null,
  gap_fill: 'supported',
  last_event_at: null,
};

export const STORIES: Record<string, { status: object; session: object }> = {
  none: { status: { connected: false, message: 'WhatsApp not configured' }, session: SESSION },
  scan: {
    status: { connected: false, status: 'SCAN_QR_CODE' },
    session: { ...SESSION, state: 'waiting_for_scan', since: ago(1) },
  },
  connected: {
    status: { connected: true, status: 'WORKING', phone: '971501234567', session: 'tenant_5' },
    session: {
      ...SESSION,
      state: 'connected',
      phone: '971501234567',
      since: ago(4_000),
      last_event_at: ago(2),
    },
  },
  deaf: {
    status: { connected: true, status: 'WORKING', phone: '971501234567', session: 'tenant_5' },
    session: {
      ...SESSION,
      state: 'deaf',
      phone: '971501234567',
      since: ago(90),
      gap_fill: 'unsupported',
      last_event_at: ago(400),
    },
  },
  gave_up: {
    status: { connected: false, status: 'STOPPED' },
    session: {
      ...SESSION,
      state: 'gave_up',
      reason: 'Gave up after 5 tries: WAHA did not start the session.',
      since: ago(30),
    },
  },
  reconnecting: {
    status: { connected: false, status: 'STARTING' },
    session: { ...SESSION, state: 'reconnecting', since: ago(3), next_try_at: ago(-2) },
  },
  suspended: {
    status: { connected: false, status: 'STOPPED' },
    session: { ...SESSION, state: 'suspended', since: ago(600) },
  },
};

const TIMELINE = [
  ['status', 'WORKING'],
  ['hears', null],
  ['waha_reachable', null],
  ['waha_unreachable', 'connection refused.'],
  ['moved', 'To waha-2.'],
  ['status', 'SCAN_QR_CODE'],
  ['created', null],
  ['connect_asked', 'mariam@palm.example'],
].map(([kind, detail], index) => ({ id: 90 - index, at: ago(5 + index * 37), kind, detail }));

const NODES = [
  {
    id: 1,
    name: 'waha-1',
    api_url: 'http://waha-1:3000/api',
    engine: 'GOWS',
    version: '2026.8.2',
    capacity: 300,
    sessions: 287,
    working: 281,
    draining: false,
    state: 'ok',
    reason: null,
    configured: true,
    since: ago(0),
    storage: 'shared-a',
    created_at: ago(90_000),
  },
  {
    id: 2,
    name: 'waha-2',
    api_url: 'http://waha-2:3000/api',
    engine: 'NOWEB',
    version: '2026.8.2',
    capacity: 300,
    sessions: 64,
    working: 60,
    draining: true,
    state: 'ok',
    reason: null,
    configured: false,
    since: ago(0),
    storage: null,
    created_at: ago(60_000),
  },
  {
    id: 3,
    name: 'waha-3',
    api_url: 'http://waha-3:3000/api',
    engine: 'GOWS',
    version: '2026.8.2',
    capacity: 300,
    sessions: 12,
    working: 0,
    draining: false,
    state: 'unreachable',
    reason: 'Connection refused.',
    configured: false,
    since: ago(1),
    storage: null,
    created_at: ago(9_000),
  },
];

const SESSIONS = {
  sessions: [
    {
      tenant_id: 1,
      tenant_name: 'Palm Homes',
      session: 'tenant_1',
      node_id: 1,
      node_name: 'waha-1',
      state: 'connected',
      reason: null,
      next_step: '',
      status: 'WORKING',
      phone: '971501234567',
      since: ago(4_000),
    },
    {
      tenant_id: 2,
      tenant_name: 'Marina Estates',
      session: 'tenant_2',
      node_id: 1,
      node_name: 'waha-1',
      state: 'waiting_for_scan',
      reason: null,
      next_step: '',
      status: 'SCAN_QR_CODE',
      phone: null,
      since: ago(2),
    },
    {
      tenant_id: 5,
      tenant_name: 'املاک مارینا',
      session: 'tenant_5',
      node_id: 3,
      node_name: 'waha-3',
      state: 'waha_unreachable',
      reason: 'Connection refused.',
      next_step: '',
      status: null,
      phone: '971551112233',
      since: ago(6),
    },
    {
      tenant_id: 8,
      tenant_name: 'عقارات النخيل',
      session: 'tenant_8',
      node_id: 2,
      node_name: 'waha-2',
      state: 'gave_up',
      reason: 'Gave up after 5 tries: WAHA did not start the session.',
      next_step: '',
      status: 'FAILED',
      phone: '971509998877',
      since: ago(300),
    },
  ],
  states: {
    connected: 341,
    reconnecting: 4,
    waiting_for_scan: 6,
    waha_unreachable: 12,
    gave_up: 1,
  },
  next_after: 8,
};

const UNROUTED = {
  events: [
    {
      id: 31,
      reason: 'ambiguous',
      session: 'default',
      event: 'message.any',
      phone: '971504443322',
      tenant_id: null,
      received_at: ago(4),
    },
    {
      id: 30,
      reason: 'unknown_phone',
      session: 'default',
      event: 'message.any',
      phone: '79161234567',
      tenant_id: null,
      received_at: ago(44),
    },
    {
      id: 22,
      reason: 'tenant_suspended',
      session: 'tenant_8',
      event: 'message.any',
      phone: null,
      tenant_id: 8,
      received_at: ago(400),
    },
  ],
  total: 3,
};

const LETTERS = {
  letters: [
    {
      id: 7,
      tenant_id: 5,
      event: 'message.any',
      session: 'tenant_5',
      reason: 'the body is no event: missing field `payload`',
      consumer: 'bot-worker',
      deliveries: 1,
      died_at: ago(70),
    },
  ],
  total: 1,
};

const AUDIT = {
  entries: [
    ['tenant_suspended', 8, 'operator@demo.peyk', null],
    ['node_added', null, 'operator@demo.peyk', 'node:3 waha-3'],
    ['user_added', 5, 'mariam@palm.example', 'agent agent1@demo.peyk'],
    ['login_failed', null, 'unknown', null],
    ['login', 5, 'mariam@palm.example', null],
  ].map(([action, tenant_id, actor, detail], index) => ({
    id: 99 - index,
    at: ago(3 + index * 21),
    tenant_id,
    actor,
    action,
    detail,
  })),
  next_before: 94,
};

const PEOPLE = [
  { id: 2, email: 'mariam@palm.example', role: 'owner', created_at: ago(50_000) },
  { id: 3, email: 'agent1@demo.peyk', role: 'agent', created_at: ago(40_000) },
];
const OPERATORS = [
  { id: 1, email: 'operator@demo.peyk', role: 'operator', created_at: ago(90_000) },
  { id: 9, email: 'nightshift@demo.peyk', role: 'operator', created_at: ago(10_000) },
];
const TOKENS = [
  { id: 1, name: 'CRM', created_at: ago(20_000), last_used_at: ago(3) },
  { id: 2, name: 'گزارش شبانه', created_at: ago(9_000), last_used_at: null },
];

const PRIVACY = {
  messages_days: 365,
  media_days: 90,
  is_set: true,
  messages_days_default: 730,
  media_days_default: 180,
  messages_days_at_most: 1_825,
  media_days_at_most: null,
};
const DEEDS = {
  entries: [
    ['contact_erased', 'user:2 mariam@palm.example', 'contact:4711'],
    ['contact_exported', 'user:2 mariam@palm.example', 'contact:4711'],
    ['privacy_changed', 'an operator', 'days of messages: 365, of media: 90'],
    ['tenant_exported', 'token:7 nightly export', null],
  ].map(([action, actor, detail], index) => ({
    id: 70 - index,
    at: ago(9 + index * 1_900),
    tenant_id: 5,
    actor,
    action,
    detail,
  })),
  next_before: 67,
};

/** The answer of the API to a `GET`; undefined: there is none. */
export function sample(
  path: string,
  user: keyof typeof USERS | null,
  story: string,
  query = new URLSearchParams(),
): unknown {
  const tenant = /^\/api\/tenants\/(\d+)/.exec(path);
  const { status, session } = STORIES[story]!;
  const answers: Record<string, unknown> = {
    '/api/me': user && { user: USERS[user] },
    '/api/tenants': { tenants: TENANTS, next_after: 13 },
    '/api/tenants/5': TENANTS[2],
    '/api/sessions': SESSIONS,
    '/api/nodes': { nodes: NODES },
    '/api/unrouted': UNROUTED,
    '/api/dead-letters': LETTERS,
    '/api/audit': AUDIT,
    '/api/users': { users: OPERATORS },
    '/api/tokens': { tokens: TOKENS },
    ...OPERATIONS_ANSWERS,
    '/api/fleet': path === '/api/fleet' && fleet(),
    '/api/flow-templates': FLOW_TEMPLATES,
    '/api/webhook-keys': { sessions: 363, rolled_out: 240, pending: 123 },
  };
  if (!tenant) {
    return answers[path];
  }
  const below: Record<string, unknown> = {
    ...CONVERSATION_ANSWERS,
    ...LEAD_ANSWERS,
    '/home': home(Number(query.get('days') ?? 30)),
    ...(query.get('filter') === 'needs_person' && { '/conversations': WAITING_PAGE }),
    // Of a tenant that has only begun.
    ...(story === 'none' && { '/conversations': { conversations: [] } }),
    '/leads': leads(query),
    ...BOT_ANSWERS,
    '/users': { users: PEOPLE },
    '/tokens': { tokens: TOKENS },
    '/privacy': PRIVACY,
    '/audit': DEEDS,
    '/contacts': { contacts: [{ id: 4711 }] },
    '/whatsapp/status': status,
    '/whatsapp/session': session,
    '/whatsapp/timeline': story === 'none' ? { events: [] } : { events: TIMELINE, next_before: 80 },
  };
  return below[path.slice(tenant[0].length)] ?? answers[path];
}
