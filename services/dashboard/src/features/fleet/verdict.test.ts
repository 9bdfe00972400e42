import { expect, it } from 'vitest';

import type { FleetConsumer } from '../../api/types';
import { aConsumer, aFleet, aNode, FLEET_START } from '../../testing/fleet';
import { withSample, type Samples } from './samples';
import {
  concerns,
  consumerVerdict,
  mailboxesVerdict,
  nodesVerdict,
  outboxVerdict,
  sessionsVerdict,
  streamVerdict,
} from './verdict';

const ago = (seconds: number) => new Date(FLEET_START - seconds * 1000).toISOString();

it('finds nothing at a fleet that is well', () => {
  expect(concerns(aFleet(), {})).toEqual([]);
});

it('wants somebody for a server that is away, and none that takes sessions', () => {
  const away = aNode({ id: 2, name: 'waha-2', state: 'unreachable' });
  expect(nodesVerdict(aFleet({ nodes: [aNode(), away] }))).toMatchObject({
    level: 'act',
    values: { names: 'waha-2' },
  });
  expect(nodesVerdict(aFleet({ nodes: [aNode({ draining: true })] })).advice).toBe('fleet.noNodes');
});

it('counts the room of those servers that take sessions', () => {
  const level = (...nodes: ReturnType<typeof aNode>[]) => nodesVerdict(aFleet({ nodes })).level;
  expect(level(aNode({ sessions: 74 }))).toBe('fine');
  expect(level(aNode({ sessions: 75 }))).toBe('watch');
  expect(level(aNode({ sessions: 90 }))).toBe('act');
  expect(level(aNode({ sessions: 90 }), aNode({ id: 2, sessions: 0 }))).toBe('fine');
  expect(level(aNode({ sessions: 90 }), aNode({ id: 2, sessions: 0, draining: true }))).toBe('act');
  expect(level(aNode({ sessions: 9_000, capacity: null }))).toBe('fine');
});

it('tells the trouble of one tenant from that of many', () => {
  const of = (gave_up: number, connected: number) =>
    sessionsVerdict(
      aFleet({
        sessions: [
          { state: 'connected', sessions: connected },
          { state: 'gave_up', sessions: gave_up },
        ],
      }),
    );
  expect(of(0, 10).level).toBe('fine');
  expect(of(1, 3)).toMatchObject({ level: 'watch', to: '/sessions?state=gave_up' });
  expect(of(10, 90).level).toBe('act');
});

/** As seen every five seconds for a minute. */
function after(rate: number, last: Partial<FleetConsumer>): [FleetConsumer, Samples] {
  let samples: Samples = {};
  for (let look = 0; look <= 12; look += 1) {
    const consumer = aConsumer({ ...last, delivered: 1_000 + rate * look * 5 });
    samples = withSample(samples, aFleet({ consumers: [consumer] }, look * 5));
  }
  return [aConsumer({ ...last, delivered: 1_000 + rate * 60 }), samples];
}

it('says of a consumer how long it needs for what waits', () => {
  expect(consumerVerdict(...after(100, { waiting: 5_000 })).level).toBe('fine');
  expect(consumerVerdict(...after(100, { waiting: 20_000 })).level).toBe('watch');
  expect(consumerVerdict(...after(10, { waiting: 20_000 })).level).toBe('act');
  expect(consumerVerdict(...after(0, { waiting: 3 })).advice).toBe('fleet.standsStill');
  expect(consumerVerdict(...after(0, { waiting: 0 })).level).toBe('fine');
  expect(consumerVerdict(...after(10, { redelivered: 2 })).level).toBe('watch');
});

it('minds full stores, but not those that forget by nature', () => {
  const of = (name: string, bytes: number, max_bytes: number | null = 100) =>
    streamVerdict({ name, bytes, max_bytes, messages: 1, first_at: null }).level;
  expect(of('WAHA_EVENTS', 50)).toBe('fine');
  expect(of('WAHA_EVENTS', 80)).toBe('watch');
  expect(of('WAHA_EVENTS', 95)).toBe('act');
  expect(of('WAHA_EVENTS', 95, null)).toBe('fine');
  expect(of('TENANT_CHANGES', 99)).toBe('fine');
});

it('minds for how long customers wait, not how many', () => {
  const mailboxes = (seconds: number) =>
    mailboxesVerdict(aFleet({ mailboxes: { waiting: 900, oldest_since: ago(seconds) } })).level;
  expect([mailboxes(60), mailboxes(180), mailboxes(900)]).toEqual(['fine', 'watch', 'act']);
  const outbox = (seconds: number, failed_today = 0) =>
    outboxVerdict(aFleet({ outbox: { waiting: 1, oldest_due_at: ago(seconds), failed_today } }));
  expect(outbox(900).level).toBe('act');
  expect(outbox(0, 2).advice).toBe('fleet.outboxFailed');
  // What is due in the future is not late.
  expect(outbox(-900).level).toBe('fine');
});

it('puts what is worst first', () => {
  const found = concerns(aFleet({ unrouted: 2, dead_letters: 1 }), {});
  expect(found.map(({ level }) => level)).toEqual(['act', 'watch']);
});
