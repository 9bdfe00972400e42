import { expect, it } from 'vitest';

import type { PagedMessage, Reply } from '../../api/types';
import { isUnsettled, outboxPace, timeline, type Item } from './timeline';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 26, 9, minute)).toISOString();

const message = (
  id: number,
  minute: number,
  reply: PagedMessage['reply'] = null,
): PagedMessage => ({
  id,
  conversation_id: 1,
  direction: reply ? 'out' : 'in',
  kind: 'text',
  body: `message ${id}`,
  media: null,
  chat_id: '971501234567@c.us',
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

it('shows a reply once, as the message that it became, with its newest tick', () => {
  const said = message(2, 3, { id: 9, kind: 'answer', ack: 1 });
  const items = timeline([said, message(1, 2)], [reply(9, 3, 'sent', { ack: 3 })], []);
  expect(keys(items)).toEqual(['m1', 'r9']);
  expect(items[1]).toMatchObject({ kind: 'message', message: { reply: { ack: 3 } } });
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

it('looks for ticks and files that may still come', () => {
  const now = Date.parse(at(30));
  const said = (minute: number, ack: number | null) =>
    message(1, minute, { id: 1, kind: 'answer', ack });
  expect(isUnsettled([message(1, 29)], now)).toBe(false);
  expect(isUnsettled([said(29, null)], now)).toBe(true);
  expect(isUnsettled([said(29, 3)], now)).toBe(false);
  expect(isUnsettled([said(29, -1)], now)).toBe(false);
  expect(isUnsettled([said(2, 1)], now)).toBe(false);
});
