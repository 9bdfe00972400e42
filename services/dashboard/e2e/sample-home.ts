/** The day of an agency, in the languages of its customers: for pictures of the first page. */

const NOW = '2026-11-26T09:41:00Z';
const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

const waits = (id: number, name: string | null, minutes: number, body: string | null) => ({
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
  unread: 2,
  needs_person_since: ago(minutes),
  lead_id: id,
  last_message: {
    id,
    direction: 'in',
    by: 'customer',
    kind: body ? 'text' : 'media',
    media_kind: body ? null : 'voice',
    body,
    sent_at: ago(minutes),
    ack: null,
    revoked: false,
  },
});

const WAITING = [
  waits(60, 'سارا احمدی', 2, 'می‌شود فردا خانه را ببینم؟'),
  waits(
    61,
    'Omar Al Mansoori',
    9,
    'Can somebody call me about the villa in Arabian Ranches please?',
  ),
  waits(62, null, 48, null),
  waits(63, 'Иван Петров', 210, 'Хочу поговорить с менеджером'),
];

const stages = (leads: number[]) =>
  ['new', 'qualified', 'handed_over', 'visiting', 'won', 'lost'].map((stage, index) => ({
    stage,
    leads: leads[index],
  }));

/** Much on working days, less on others, with a holiday in between. */
const day = (index: number, days: number) => {
  const at = new Date(Date.parse(NOW) - (days - 1 - index) * 86_400_000);
  const busy = [4, 9, 12, 11, 14, 7, 3][at.getUTCDay()]! + ((index * 7) % 5);
  const conversations = index % 23 === 11 ? 0 : busy;
  return {
    day: at.toISOString().slice(0, 10),
    conversations,
    received: conversations * 9,
    bot_replies: conversations * 6,
    people_replies: Math.round(conversations * 1.3),
    leads: Math.round(conversations * 0.6),
    hot_leads: Math.round(conversations * 0.2),
  };
};

/** `GET …/home` over so many days. */
export function home(days: number) {
  const per_day = Array.from({ length: days }, (_, index) => day(index, days));
  const sum = (name: 'conversations' | 'leads' | 'hot_leads' | 'bot_replies') =>
    per_day.reduce((all, one) => all + one[name], 0);
  return {
    days,
    time_zone: 'Asia/Dubai',
    waiting: { conversations: WAITING.length, oldest_since: ago(210) },
    leads: { new: sum('leads'), hot: sum('hot_leads'), stages: stages([74, 41, 22, 13, 9, 18]) },
    first_reply: { conversations: sum('conversations'), median_seconds: 6, p90_seconds: 214 },
    per_day,
    replies: { sent: sum('bot_replies'), failed: days > 60 ? 3 : 0, waiting: 0 },
  };
}

/** `GET …/conversations?filter=needs_person` */
export const WAITING_PAGE = { conversations: WAITING };
