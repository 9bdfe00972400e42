import type { Fleet, FleetConsumer, FleetNode } from '../api/types';

export const FLEET_START = Date.parse('2026-11-27T08:00:00Z');

export const aConsumer = (more: Partial<FleetConsumer> = {}): FleetConsumer => ({
  stream: 'WAHA_EVENTS',
  name: 'bot-worker',
  waiting: 0,
  unacknowledged: 0,
  redelivered: 0,
  delivered: 100,
  ...more,
});

export const aNode = (more: Partial<FleetNode> = {}): FleetNode => ({
  id: 1,
  name: 'waha-1',
  state: 'ok',
  draining: false,
  working: 10,
  sessions: 10,
  capacity: 100,
  ...more,
});

/** A fleet that is well, with what the test is about, some seconds after the start. */
export const aFleet = (more: Partial<Fleet> = {}, seconds = 0): Fleet => ({
  at: new Date(FLEET_START + seconds * 1000).toISOString(),
  nodes: [aNode()],
  sessions: [{ state: 'connected', sessions: 10 }],
  bus_problem: null,
  streams: [],
  consumers: [aConsumer()],
  mailboxes: { waiting: 0, oldest_since: null },
  outbox: { waiting: 0, oldest_due_at: null, failed_today: 0 },
  dead_letters: 0,
  unrouted: 0,
  ...more,
});
