// Fetched when wanted, as pages are; a test's patience is not for that.
import '../app/Shell';
import '../features/auth/SignInPage';

import { DirectionProvider, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { vi } from 'vitest';

import { createQueryClient } from '../app/query-client';
import { routes } from '../app/router';
import { LanguageProvider } from '../i18n/LanguageProvider';

/** The application at a path, with everything around it but a browser's address bar. */
export function renderAt(path: string) {
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  const router = createMemoryRouter(routes(client), { initialEntries: [path] });
  render(
    <DirectionProvider>
      <MantineProvider env="test">
        <LanguageProvider>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </LanguageProvider>
      </MantineProvider>
    </DirectionProvider>,
  );
  return router;
}

type Handler = (body: unknown, query: URLSearchParams) => Response;

/** The API: what each `METHOD /path` answers now. What is not named is a 404. */
export function serve(handlers: Record<string, Handler>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (path: string, { method = 'GET', body }: RequestInit) => {
    const [plain, query] = path.split('?');
    const call = `${method} ${plain}`;
    asked.push(call);
    const handler = handlers[call] ?? (() => refuse(404, 'not_found'));
    const sent = typeof body === 'string' ? JSON.parse(body) : undefined;
    return Promise.resolve(handler(sent, new URLSearchParams(query)));
  });
  return { asked, handlers };
}

export const OPERATOR = {
  id: 1,
  email: 'operator@demo.peyk',
  role: 'operator',
  tenant_id: null,
  tenant_name: null,
};

/** Signed in as an operator. */
export const operator = { 'GET /api/me': () => Response.json({ user: OPERATOR }) };

export function refuse(status: number, code: string, detail = 'A detail.') {
  return Response.json({ status, code, title: '', detail }, { status });
}
