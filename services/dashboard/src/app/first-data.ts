import type { QueryClient } from '@tanstack/react-query';

import { meQuery } from '../features/auth/api/me';
import { loadPage, loadShell, pathAt } from './pages';

/** So long a page that has come waits for what it shows: drawn twice, it would be there later than drawn once. */
const PATIENCE_MS = 150;

/**
 * Fetches the page at an address and what it shows first. A list that is narrowed waits for its page, which knows how;
 * what fails is told there, too.
 */
export async function fetchFirst(client: QueryClient, { pathname, search }: URL): Promise<null> {
  const path = pathAt(pathname);
  const [page] = await Promise.all([path && loadPage(path), loadShell()]);
  const ask = async () => {
    const user = await client.ensureQueryData(meQuery);
    if (page?.firstData && user && user.tenant_id !== null && search === '') {
      await Promise.all(page.firstData(client, user.tenant_id, pathname.split('/')[2]));
    }
  };
  await Promise.race([
    ask().catch(() => undefined),
    new Promise((rested) => setTimeout(rested, PATIENCE_MS)),
  ]);
  return null;
}
