import { expect, it } from 'vitest';

import { folded, placed, type Pages } from './fold';

interface Row {
  id: number;
  at?: number;
  text?: string;
}
interface Page {
  rows: Row[];
  next_before?: string;
}

const page = (ids: number[], next_before?: string): Page => ({
  rows: ids.map((id) => ({ id })),
  ...(next_before && { next_before }),
});
const old: Pages<Page> = {
  pages: [page([6, 5], 'b5'), page([4, 3], 'b3')],
  pageParams: [null, 'b5'],
};
const place = ({ id, at = id }: Row) => at;
const shape = {
  rowsOf: ({ rows }: Page) => rows,
  withRows: (before: Page, rows: Row[]) => ({ ...before, rows }),
  order: (one: Row, other: Row) => place(other) - place(one),
};
const ids = ({ pages }: Pages<Page>) => pages.map(({ rows }) => rows.map(({ id }) => id));

it('adds what is new, and keeps what was read and where to read on', () => {
  const now = folded(old, page([8, 7, 6], 'b6'), shape);
  expect(ids(now)).toEqual([
    [8, 7, 6, 5],
    [4, 3],
  ]);
  expect(now.pages.at(-1)?.next_before).toBe('b3');
});

it('takes the newest word for what is known', () => {
  const now = folded(old, { rows: [{ id: 6, text: 'changed' }], next_before: 'b6' }, shape);
  expect(now.pages[0]?.rows[0]).toEqual({ id: 6, text: 'changed' });
});

it('drops what is not there any more, as far as the newest page reaches', () => {
  expect(ids(folded(old, page([6, 4], 'b4'), shape))).toEqual([[6, 4], [3]]);
  expect(ids(folded(old, page([6]), shape))).toEqual([[6]]);
});

it('begins anew where the two do not meet', () => {
  expect(ids(folded(old, page([90, 89], 'b89'), shape))).toEqual([[90, 89]]);
});

it('puts a row at its place, from wherever it was', () => {
  expect(ids(placed(old, { id: 3, at: 9 }, true, shape))).toEqual([[3, 6, 5], [4]]);
  expect(ids(placed(old, { id: 9, at: 4.5 }, true, shape))).toEqual([
    [6, 5],
    [9, 4, 3],
  ]);
});

it('takes away what does not belong, and leaves alone what it does not concern', () => {
  expect(ids(placed(old, { id: 4 }, false, shape))).toEqual([[6, 5], [3]]);
  const now = placed(old, { id: 4, text: 'changed' }, true, shape);
  expect(now.pages[0]).toBe(old.pages[0]);
  expect(now.pages[1]?.rows[0]?.text).toBe('changed');
});

it('does not show a row below what was read before that is reached', () => {
  expect(ids(placed(old, { id: 9, at: 1 }, true, shape))).toEqual(ids(old));
  const whole = { ...old, pages: [old.pages[0]!, page([4, 3])] };
  expect(ids(placed(whole, { id: 9, at: 1 }, true, shape))[1]).toEqual([4, 3, 9]);
});
