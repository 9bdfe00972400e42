/** Pages of a list that is read backwards, the newest first, as TanStack Query keeps them. */
export interface Pages<Page> {
  pages: Page[];
  pageParams: (string | null)[];
}

/**
 * What was read before with what the newest page says now. Where the two do not meet, more has happened than a page
 * holds, and what lies between is not known: then there is the newest page alone, and the rest is read again from there.
 */
export function folded<Page extends { next_before?: string }, Row extends { id: number }>(
  old: Pages<Page>,
  fresh: Page,
  rowsOf: (page: Page) => Row[],
  withRows: (page: Page, rows: Row[]) => Page,
): Pages<Page> {
  const [first] = old.pages;
  const news = new Map(rowsOf(fresh).map((row) => [row.id, row]));
  const meet = old.pages.some((page) => rowsOf(page).some((row) => news.has(row.id)));
  if (!first || (!meet && fresh.next_before !== undefined)) {
    return { pages: [fresh], pageParams: [null] };
  }
  const pages = old.pages.map((page, index) => {
    const kept = rowsOf(page).filter((row) => !news.has(row.id));
    return withRows(page, index === 0 ? [...news.values(), ...kept] : kept);
  });
  return { pages, pageParams: old.pageParams };
}
