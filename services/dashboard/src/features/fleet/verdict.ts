import type { Fleet, FleetConsumer, FleetStream } from '../../api/types';
import type { Key } from '../../i18n/en';
import { consumerKey, rates, standsStill, type Samples } from './samples';

/** In the order of their weight. */
export const LEVELS = ['fine', 'watch', 'act'] as const;
export type Level = (typeof LEVELS)[number];

export interface Verdict {
  level: Level;
  /** What is the matter and what to do; null: nothing. */
  advice: Key | null;
  values?: Record<string, string | number>;
  /** Where it is done. */
  to?: string;
}

export const FINE: Verdict = { level: 'fine', advice: null };

const heavier = (a: Level, b: Level) => LEVELS.indexOf(b) - LEVELS.indexOf(a);

export function worst(verdicts: Verdict[]): Verdict {
  return verdicts.toSorted((a, b) => heavier(a.level, b.level))[0] ?? FINE;
}

const NEARLY_FULL = 0.75;
const FULL = 0.9;
const LATE_S = 120;
const TOO_LATE_S = 600;
/** Fewer are worked off between two looks. */
const A_FEW = 200;

/** Both limits are of the same measure. */
function graded(value: number, watch: number, act: number): Level {
  return value >= act ? 'act' : value >= watch ? 'watch' : 'fine';
}

/** How full the servers that take new sessions are; null where one has no limit, or none takes any. */
export function fill({ nodes }: Fleet): { used: number; room: number } | null {
  const open = nodes.filter(({ state, draining }) => state === 'ok' && !draining);
  if (open.length === 0 || open.some(({ capacity }) => capacity === null)) {
    return null;
  }
  const sum = (of: (node: (typeof open)[number]) => number) =>
    open.reduce((all, node) => all + of(node), 0);
  return { used: sum(({ sessions }) => sessions), room: sum(({ capacity }) => capacity ?? 0) };
}

export function nodesVerdict(fleet: Fleet): Verdict {
  const to = '/nodes';
  const away = fleet.nodes.filter(({ state }) => state === 'unreachable');
  if (away.length > 0) {
    const names = away.map(({ name }) => name).join(', ');
    return { level: 'act', advice: 'fleet.nodesAway', values: { names }, to };
  }
  if (!fleet.nodes.some(({ state, draining }) => state === 'ok' && !draining)) {
    return { level: 'act', advice: 'fleet.noNodes', to };
  }
  const filled = fill(fleet);
  if (filled) {
    const level = graded(filled.used / Math.max(filled.room, 1), NEARLY_FULL, FULL);
    if (level !== 'fine') {
      const left = Math.max(filled.room - filled.used, 0);
      return { level, advice: 'fleet.nodesFull', values: { left }, to };
    }
  }
  return FINE;
}

/** Sessions that do not come back by themselves, or that hear nothing. */
const TROUBLED = ['gave_up', 'deaf', 'failed', 'forgotten', 'waha_unreachable'];
/** Of all sessions. One tenant's trouble is one tenant's; so many are ours. */
const MANY = 0.05;

export function sessionsVerdict({ sessions }: Fleet): Verdict {
  const all = sessions.reduce((sum, state) => sum + state.sessions, 0);
  const troubled = sessions
    .filter(({ state, sessions: count }) => TROUBLED.includes(state) && count > 0)
    .toSorted((a, b) => b.sessions - a.sessions);
  const count = troubled.reduce((sum, state) => sum + state.sessions, 0);
  if (count === 0) {
    return FINE;
  }
  return {
    level: count >= 2 && count / all >= MANY ? 'act' : 'watch',
    advice: 'fleet.sessionsTroubled',
    values: { count },
    to: `/sessions?state=${troubled[0]!.state}`,
  };
}

export function consumerVerdict(consumer: FleetConsumer, samples: Samples): Verdict {
  const seen = samples[consumerKey(consumer)];
  const { waiting, redelivered, name } = consumer;
  if (standsStill(seen)) {
    return { level: 'act', advice: 'fleet.standsStill', values: { name, waiting } };
  }
  const all = rates(seen).slice(-6);
  const rate = all.reduce((sum, one) => sum + one, 0) / Math.max(all.length, 1);
  if (waiting > A_FEW && all.length > 0) {
    const level = graded(waiting / Math.max(rate, 0.01), LATE_S, TOO_LATE_S);
    if (level !== 'fine') {
      return { level, advice: 'fleet.behind', values: { name, waiting } };
    }
  }
  return redelivered > 0
    ? { level: 'watch', advice: 'fleet.redelivered', values: { name, redelivered } }
    : FINE;
}

/** They forget the oldest instead of refusing the newest: to be full is their nature. */
const ROLLING = ['WAHA_PROBES', 'TENANT_CHANGES'];

export function streamFill({ bytes, max_bytes }: FleetStream): number | null {
  return max_bytes !== null && max_bytes > 0 ? bytes / max_bytes : null;
}

export function streamVerdict(stream: FleetStream): Verdict {
  const share = streamFill(stream);
  if (share === null || ROLLING.includes(stream.name)) {
    return FINE;
  }
  const level = graded(share, NEARLY_FULL, FULL);
  return level === 'fine'
    ? FINE
    : { level, advice: 'fleet.streamFull', values: { name: stream.name } };
}

/** Seconds that something has waited for at the moment of the answer. */
export function waited(since: string | null, at: string): number {
  return since === null ? 0 : Math.max(0, (Date.parse(at) - Date.parse(since)) / 1000);
}

export function mailboxesVerdict({ mailboxes, at }: Fleet): Verdict {
  const level = graded(waited(mailboxes.oldest_since, at), LATE_S, TOO_LATE_S);
  return level === 'fine' ? FINE : { level, advice: 'fleet.mailboxesLate' };
}

export function outboxVerdict({ outbox, at }: Fleet): Verdict {
  const level = graded(waited(outbox.oldest_due_at, at), LATE_S, TOO_LATE_S);
  if (level !== 'fine') {
    return { level, advice: 'fleet.outboxLate', to: '/sessions' };
  }
  return outbox.failed_today > 0
    ? { level: 'watch', advice: 'fleet.outboxFailed', values: { count: outbox.failed_today } }
    : FINE;
}

export function deadLettersVerdict({ dead_letters: count }: Fleet): Verdict {
  return count
    ? { level: 'act', advice: 'fleet.lettersAdvice', values: { count }, to: DEAD_LETTERS }
    : FINE;
}

export function unroutedVerdict({ unrouted: count }: Fleet): Verdict {
  return count
    ? { level: 'watch', advice: 'fleet.unroutedAdvice', values: { count }, to: UNROUTED }
    : FINE;
}

export const DEAD_LETTERS = '/undelivered/dead-letters';
export const UNROUTED = '/undelivered/unrouted';

/** Without the bus nothing comes in. */
export function busVerdict({ streams, consumers }: Fleet): Verdict {
  return streams && consumers ? FINE : { level: 'act', advice: 'fleet.busAway' };
}

/** Everything that wants somebody, what is worst first. */
export function concerns(fleet: Fleet, samples: Samples): Verdict[] {
  return [
    busVerdict(fleet),
    nodesVerdict(fleet),
    sessionsVerdict(fleet),
    ...(fleet.consumers ?? []).map((consumer) => consumerVerdict(consumer, samples)),
    ...(fleet.streams ?? []).map(streamVerdict),
    mailboxesVerdict(fleet),
    outboxVerdict(fleet),
    deadLettersVerdict(fleet),
    unroutedVerdict(fleet),
  ]
    .filter(({ level }) => level !== 'fine')
    .toSorted((a, b) => heavier(a.level, b.level));
}
