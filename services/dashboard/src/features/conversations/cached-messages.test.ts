import { expect, it } from 'vitest';

import type { Part, Parts } from './api/messages';
import { withMessage, withNewest } from './cached-messages';
import type { PagedMessage } from '../../api/types';
import { aMessage } from '../../testing/conversations';

const part = (ids: number[], more: Partial<Part> = {}): Part => ({
  messages: ids.map((id) => aMessage(id, `message ${id}`)),
  older: 'older',
  after: `a${ids[0]}`,
  live: true,
  ...more,
});
const parts = (...pages: Part[]): Parts => ({ pages, pageParams: pages.map(() => null) });
const ids = (of: Parts | null) => of?.pages.map(({ messages }) => messages.map(({ id }) => id));
const said = (of: Parts | null, id: number): PagedMessage | undefined =>
  of?.pages.flatMap(({ messages }) => messages).find((message) => message.id === id);

const old = parts(part([6, 5]), part([4, 3], { live: false }));

it('adds a message that came, at its place', () => {
  expect(ids(withMessage(old, aMessage(8, 'new')))).toEqual([
    [8, 6, 5],
    [4, 3],
  ]);
});

it('replaces a message that changed, wherever it is, and keeps which reply it was', () => {
  const reply = { id: 70, kind: 'answer', ack: 1 };
  const with70 = parts(part([6]), { ...part([]), messages: [aMessage(5, 'a', { reply, ack: 1 })] });
  const now = withMessage(with70, aMessage(5, 'edited', { ack: 3, edited_at: 'now' }));
  expect(said(now, 5)).toMatchObject({ body: 'edited', ack: 3, reply: { id: 70, ack: 3 } });
  expect(now?.pages[0]).toBe(with70.pages[0]);
});

it('asks where an outgoing message belongs: it may be a reply that is shown', () => {
  expect(withMessage(old, aMessage(9, 'ours', { direction: 'out', by: 'bot' }))).toBeNull();
});

it('leaves alone what does not reach the newest, and what is too old to be shown', () => {
  const far = parts(part([6, 5], { live: false }));
  expect(withMessage(far, aMessage(9, 'new'))).toBe(far);
  expect(withMessage(old, aMessage(1, 'old'))).toBe(old);
});

it('folds the newest part in', () => {
  const now = withNewest(old, part([8, 7, 6], { after: 'a8' }));
  expect(ids(now)).toEqual([
    [8, 7, 6, 5],
    [4, 3],
  ]);
  expect(now.pages[0]).toMatchObject({ after: 'a8', live: true });
});

it('keeps the place of who reads where more has come than a part holds', () => {
  const now = withNewest(old, part([90, 89]));
  expect(ids(now)).toEqual([
    [6, 5],
    [4, 3],
  ]);
  expect(now.pages[0]).toMatchObject({ after: 'a6', live: false });
});
