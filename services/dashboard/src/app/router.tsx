import type { QueryClient } from '@tanstack/react-query';
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';

import { Loading } from '../components/Loading';
import { NotFoundPage } from '../components/NotFoundPage';
import { languageAtFirst } from '../i18n/LanguageProvider';
import { fetchTexts } from '../i18n/languages';
import { CrashPage } from './CrashPage';
import { fetchFirst } from './first-data';
import { OnlyOperators } from './Home';
import { loadPage, loadShell, SIGN_IN, type PagePath } from './pages';

const page = (path: PagePath): RouteObject => ({
  path,
  lazy: { Component: () => loadPage(path) },
});

const TENANTS: PagePath[] = [
  '/',
  '/conversations/:conversationId?',
  '/leads',
  '/leads/:leadId',
  '/bot/:flow?/:tab?',
  '/settings/bot',
  '/settings/crm',
  '/settings/whatsapp',
  '/settings/team',
  '/settings/privacy',
  '/account',
];
const OPERATORS: PagePath[] = [
  '/fleet',
  '/usage',
  '/trace',
  '/visit/:tenantId',
  '/tenants',
  '/tenants/:tenantId/:tab?',
  '/sessions',
  '/nodes',
  '/undelivered/:tab',
  '/audit',
  '/access',
];

/** The shell, and what the pages in it say. */
async function loadInside() {
  const [Shell] = await Promise.all([loadShell(), fetchTexts(languageAtFirst())]);
  return Shell;
}

/** Made anew for each router: a router keeps what it fetched in them. */
export const routes = (client: QueryClient): RouteObject[] => [
  {
    errorElement: <CrashPage />,
    hydrateFallbackElement: <Loading />,
    children: [
      page(SIGN_IN),
      {
        lazy: { Component: loadInside },
        loader: ({ request }) => fetchFirst(client, new URL(request.url)),
        // The first page alone: the others are drawn at once, and wait for themselves.
        shouldRevalidate: () => false,
        children: [
          ...TENANTS.map(page),
          {
            element: <OnlyOperators />,
            children: [
              ...OPERATORS.map(page),
              { path: '/undelivered', element: <Navigate to="/undelivered/unrouted" replace /> },
            ],
          },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
];

export function createRouter(client: QueryClient) {
  return createBrowserRouter(routes(client));
}
