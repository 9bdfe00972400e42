/** Pages of a list that is read backwards, the newest first, as TanStack Query keeps them. */
export interface Pages<Page> {
  pages: Page[];
  pageParams: unknown[];
}

interface Shape<Page, Row> {
  rowsOf: (page: Page) => Row[];
  withRows: (page: Page, rows: Row[]) => Page;
  /** Negative when the first of the two stands above the other. */
  order: (one: Row, other: Row) => number;
}

/**
 * What was read before with what the newest page says now. As far as that page reaches, what it does not have is not
 * there any more. Where the two do not meet, more has happened than a page holds: then there is the newest page alone.
 */
export function folded<Page extends { next_before?: string }, Row extends { id: number }>(
  old: Pages<Page>,
  fresh: Page,
  { rowsOf, withRows, order }: Shape<Page, Row>,
): Pages<Page> {
  const news = rowsOf(fresh);
  const ids = new Set(news.map(({ id }) => id));
  const last = news.at(-1);
  const meet = old.pages.some((page) => rowsOf(page).some(({ id }) => ids.has(id)));
  if (!last || !meet || fresh.next_before === undefined) {
    return { pages: [fresh], pageParams: [null] };
  }
  const pages = old.pages.map((page, index) => {
    const kept = rowsOf(page).filter((row) => !ids.has(row.id) && order(row, last) > 0);
    return withRows(page, index === 0 ? [...news, ...kept] : kept);
  });
  return { pages, pageParams: old.pageParams };
}

/**
 * With a row as it is now, at its place; without it where it does not belong. A place below what was read is not known:
 * it is read when somebody goes there.
 */
export function placed<Page extends { next_before?: string }, Row extends { id: number }>(
  old: Pages<Page>,
  row: Row,
  belongs: boolean,
  { rowsOf, withRows, order }: Shape<Page, Row>,
): Pages<Page> {
  let isPlaced = !belongs;
  const end = old.pages.length - 1;
  const pages = old.pages.map((page, index) => {
    const before = rowsOf(page);
    const rows = before.filter(({ id }) => id !== row.id);
    if (!isPlaced) {
      const at = rows.findIndex((other) => order(row, other) < 0);
      const isLast = index === end && page.next_before === undefined;
      if (at >= 0 || isLast) {
        rows.splice(at < 0 ? rows.length : at, 0, row);
        isPlaced = true;
      }
    }
    return rows.length === before.length && rows.every((one, at) => one === before[at])
      ? page
      : withRows(page, rows);
  });
  return { pages, pageParams: old.pageParams };
}
