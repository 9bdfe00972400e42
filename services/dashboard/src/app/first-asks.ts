import { pathAt, type PagePath } from './pages';

/** What a page asks for as soon as it is drawn, below the tenant's own path; `part` is what its address names. */
const ASKS: Partial<Record<PagePath, (part: string | undefined) => string[]>> = {
  '/': () => [
    'whatsapp/session',
    'conversations?limit=1',
    'conversations?filter=needs_person&limit=200',
    'leads?limit=5&stage=new%2Cqualified%2Chanded_over&score=hot',
    'leads?limit=5&stage=new%2Cqualified%2Chanded_over',
    'home?days=30',
  ],
  '/conversations/:conversationId?': (id) => [
    // On a phone the list comes after the chat.
    ...(id
      ? [`conversations/${id}`, `conversations/${id}/messages?limit=50`]
      : ['conversations?limit=50']),
  ],
  '/leads': () => ['leads?limit=50', 'leads/stages', 'colleagues'],
  '/leads/:leadId': (id) => [`leads/${id}`],
  '/bot/:flow?/:tab?': (flow) => [flow ? `flows/${flow}/draft` : 'flows'],
};

/**
 * What the page at an address will ask for, so that it can be asked for while the page itself is being fetched. A list
 * that is narrowed waits for its page, which knows how.
 */
export function firstAsks(pathname: string, search: string, tenant: number): string[] {
  const page = pathAt(pathname);
  const asks = page && search === '' ? ASKS[page] : undefined;
  return (asks?.(pathname.split('/')[2]) ?? []).map((ask) => `/api/tenants/${tenant}/${ask}`);
}
