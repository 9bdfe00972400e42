/** What the operators' room would answer on a day with some trouble in it. */

const NOW = '2026-11-26T09:41:00Z';
const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
const MIB = 1024 * 1024;

/** Each look is five seconds after the one before, and more was delivered. */
let looks = 0;

export const fleet = () => {
  looks += 1;
  const now = looks * 5;
  const delivered = (rate: number) =>
    Array.from({ length: looks }, (_, look) => rate * 5 * (1 + Math.sin(look / 2) / 3)).reduce(
      (sum, one) => sum + one,
      100_000,
    );
  return {
    at: at(now),
    nodes: [
      { id: 1, name: 'waha-1', state: 'ok', draining: false, sessions: 287, capacity: 300 },
      { id: 2, name: 'waha-2', state: 'ok', draining: true, sessions: 64, capacity: 300 },
      { id: 4, name: 'waha-4', state: 'ok', draining: false, sessions: 118, capacity: 300 },
      { id: 3, name: 'waha-3', state: 'unreachable', draining: false, sessions: 12, capacity: 300 },
    ],
    sessions: [
      { state: 'connected', sessions: 341 },
      { state: 'waha_unreachable', sessions: 12 },
      { state: 'waiting_for_scan', sessions: 6 },
      { state: 'reconnecting', sessions: 4 },
      { state: 'gave_up', sessions: 1 },
    ],
    bus_problem: null,
    streams: [
      ['WAHA_EVENTS', 412, 1.4 * MIB, 1024 * MIB],
      ['WAHA_BULK', 18_230, 398 * MIB, 512 * MIB],
      ['WAHA_UNROUTED', 3, 0.01 * MIB, 256 * MIB],
      ['WAHA_DEAD', 1, 0.004 * MIB, 256 * MIB],
      ['WAHA_PROBES', 1, 120, MIB],
      ['TENANT_CHANGES', 90_112, 31 * MIB, 64 * MIB],
      ['KV_tenant_routes', 364, 0.2 * MIB, null],
    ].map(([name, messages, bytes, max_bytes]) => ({
      name,
      messages,
      bytes: Math.round(Number(bytes)),
      max_bytes,
      first_at: at(-3_600),
    })),
    consumers: [
      {
        stream: 'WAHA_EVENTS',
        name: 'bot-worker',
        waiting: 12,
        unacknowledged: 40,
        redelivered: 0,
        delivered: Math.round(delivered(84)),
      },
      {
        stream: 'WAHA_EVENTS',
        name: 'session-manager',
        waiting: 0,
        unacknowledged: 0,
        redelivered: 0,
        delivered: Math.round(delivered(1.2)),
      },
      {
        stream: 'WAHA_BULK',
        name: 'bot-worker-bulk',
        waiting: 18_230,
        unacknowledged: 256,
        redelivered: 3,
        delivered: Math.round(delivered(22)),
      },
    ],
    mailboxes: { waiting: 4, oldest_since: at(now - 6) },
    outbox: { waiting: 31, oldest_due_at: at(now - 190), failed_today: 2 },
    dead_letters: 1,
    unrouted: 3,
  };
};

const tenant = (
  [tenant_id, name, state]: [number, string, string],
  [received, sent, failed, conversations, leads, llm_tokens]: number[],
) => ({
  tenant_id,
  name,
  state,
  received,
  sent,
  failed,
  conversations,
  leads,
  llm_tokens,
});

export const OPERATIONS_ANSWERS: Record<string, unknown> = {
  '/api/usage': {
    usage: [
      tenant([1, 'Palm Homes', 'connected'], [48_211, 45_032, 12, 3_120, 844, 1_204_332]),
      tenant([5, 'املاک مارینا', 'waha_unreachable'], [21_090, 20_118, 240, 1_402, 391, 640_120]),
      tenant([2, 'Marina Estates', 'waiting_for_scan'], [9_020, 8_770, 0, 611, 160, 0]),
      tenant([8, 'عقارات النخيل', 'suspended'], [310, 290, 3, 41, 9, 20_100]),
      tenant([12, 'Дубай Риэлти', 'not_connected'], [12, 8, 0, 3, 1, 0]),
    ],
    next_before: null,
  },
  '/api/trace': {
    tenant_id: 5,
    conversation_id: 60,
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    steps: [
      ['written', 0, 0, null],
      ['received', 0.412, 412, 'message.any'],
      ['stored', 0.455, 43, null],
      ['turn', 7.02, 6565, null],
      ['due', 7.02, 0, null],
      ['begun', 7.061, 41, null],
      ['sent', 9.38, 2319, null],
      ['delivered', 10.02, 640, null],
      ['read', 492, 481_980, null],
    ].map(([name, seconds, after_ms, detail]) => ({
      name,
      at: at(Number(seconds)),
      after_ms,
      detail,
    })),
  },
};
