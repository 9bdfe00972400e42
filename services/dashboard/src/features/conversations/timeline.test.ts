import { expect, it } from 'vitest';

import { aMessage } from '../../testing/conversations';
import type { PagedMessage, Reply } from '../../api/types';
import { firstUnread, messagesOf, outboxPace, timeline, type Item } from './timeline';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 26, 9, minute)).toISOString();

const message = (id: number, minute: number, reply: PagedMessage['reply'] = null): PagedMessage =>
  aMessage(id, `message ${id}`, {
    direction: reply ? 'out' : 'in',
    by: reply ? 'bot' : 'customer',
    sent_at: at(minute),
    reply,
  });

const reply = (id: number, minute: number, state: string, rest: Partial<Reply> = {}): Reply => ({
  id,
  body: `reply ${id}`,
  kind: 'answer',
  state,
  reason: null,
  due_at: at(minute),
  created_at: at(minute),
  sent_at: state === 'sent' ? at(minute) : null,
  ack: null,
  ...rest,
});

const keys = (items: Item[]) => items.map(({ key }) => key);

it('is in order, whatever order the pages have', () => {
  expect(keys(timeline([message(3, 5), message(1, 2), message(2, 2)], [], []))).toEqual([
    'm1',
    'm2',
    'm3',
  ]);
});

it('shows a reply once, as the message that it became', () => {
  const said = message(2, 3, { id: 9, kind: 'answer', ack: 1 });
  const items = timeline([said, message(1, 2)], [reply(9, 3, 'sent')], []);
  expect(keys(items)).toEqual(['m1', 'r9']);
  expect(items[1]).toMatchObject({ kind: 'message' });
});

it('has the same item for the same message: it is not drawn again', () => {
  const said = [message(2, 3), message(1, 2)];
  const [before, now] = [timeline(said, [], []), timeline([message(3, 4), ...said], [], [])];
  expect(now[0]).toBe(before[0]);
  expect(now[1]).toBe(before[1]);
});

it('has a message once, however many parts have it', () => {
  const part = (...messages: PagedMessage[]) => ({
    messages,
    older: null,
    after: null,
    live: true,
  });
  const [one, two] = [message(1, 1), message(2, 2)];
  expect(messagesOf([part(two, one), part(one)])).toEqual([two, one]);
});

it('finds where somebody stopped reading, if that was read', () => {
  const out = message(3, 3, { id: 1, kind: 'answer', ack: 1 });
  const items = timeline([message(1, 1), message(2, 2), out, message(4, 4)], [], []);
  expect(firstUnread(items, 2)).toBe('m2');
  expect(firstUnread(items, 4)).toBeNull();
  expect(firstUnread(items, 0)).toBeNull();
});

it('has what is to be said at the end, and what is being written after that', () => {
  const writing = { key: 'k', text: 'Hello', at: at(4), error: null };
  const outbox = [reply(5, 50, 'queued'), reply(4, 1, 'typing')];
  expect(keys(timeline([message(1, 2)], outbox, [writing]))).toEqual(['m1', 'r4', 'r5', 'wk']);
});

it('leaves out what is no news: what was sent long ago, and what the bot thought better of', () => {
  const outbox = [
    reply(1, 1, 'sent'),
    reply(2, 6, 'cancelled'),
    reply(3, 6, 'cancelled', { kind: 'agent' }),
    reply(4, 7, 'failed'),
    reply(5, 0, 'failed'),
    reply(6, 9, 'sent'),
  ];
  const items = timeline([message(1, 8), message(2, 5)], outbox, []);
  expect(keys(items)).toEqual(['m2', 'r3', 'r4', 'm1', 'r6']);
});

it('looks often for what is said now, seldom for what cannot be, and not for what is planned', () => {
  const now = Date.parse(at(30));
  expect(outboxPace([reply(1, 59, 'queued'), reply(2, 1, 'sent')], now)).toBe(false);
  expect(outboxPace([reply(1, 30, 'typing')], now)).toBe(2_000);
  expect(outboxPace([reply(1, 20, 'queued')], now)).toBe(10_000);
});
