import { expect, it } from 'vitest';

import { folded, type Pages } from './fold';

interface Page {
  rows: { id: number; text?: string }[];
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
const fold = (pages: Pages<Page>, fresh: Page) =>
  folded(
    pages,
    fresh,
    ({ rows }) => rows,
    (before, rows) => ({ ...before, rows }),
  );
const ids = ({ pages }: Pages<Page>) => pages.map(({ rows }) => rows.map(({ id }) => id));

it('adds what is new, and keeps what was read and where to read on', () => {
  const now = fold(old, page([8, 7, 6], 'b6'));
  expect(ids(now)).toEqual([
    [8, 7, 6, 5],
    [4, 3],
  ]);
  expect(now.pages.at(-1)?.next_before).toBe('b3');
});

it('has each once, where it is now', () => {
  expect(ids(fold(old, page([3, 6], 'b6')))).toEqual([[3, 6, 5], [4]]);
});

it('takes the newest word for what is known', () => {
  const now = fold(old, { rows: [{ id: 6, text: 'changed' }] });
  expect(now.pages[0]?.rows[0]).toEqual({ id: 6, text: 'changed' });
});

it('begins anew where the two do not meet', () => {
  expect(ids(fold(old, page([90, 89], 'b89')))).toEqual([[90, 89]]);
  expect(ids(fold({ pages: [page([])], pageParams: [null] }, page([1])))).toEqual([[1]]);
});
