import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';

import { SignInPage } from '../features/auth/SignInPage';
import { NotFoundPage } from '../components/NotFoundPage';
import { Loading } from '../components/Loading';
import { CrashPage } from './CrashPage';
import { OnlyOperators } from './Home';
import { page } from './page';
import { Shell } from './Shell';

/** Made anew for each router: a router keeps what it fetched in them. */
export const routes = (): RouteObject[] => [
  {
    errorElement: <CrashPage />,
    hydrateFallbackElement: <Loading />,
    children: [
      { path: '/sign-in', element: <SignInPage /> },
      {
        element: <Shell />,
        children: [
          { index: true, ...page(() => import('../features/home/HomePage'), 'HomePage') },
          {
            path: '/conversations/:conversationId?',
            ...page(
              () => import('../features/conversations/ConversationsPage'),
              'ConversationsPage',
            ),
          },
          { path: '/leads', ...page(() => import('../features/leads/LeadsPage'), 'LeadsPage') },
          {
            path: '/leads/:leadId',
            ...page(() => import('../features/leads/LeadPage'), 'LeadPage'),
          },
          {
            path: '/bot/:flow?/:tab?',
            ...page(() => import('../features/bot/BotPage'), 'BotPage'),
          },
          {
            path: '/settings/bot',
            ...page(() => import('../features/bot-settings/BotSettingsPage'), 'BotSettingsPage'),
          },
          { path: '/settings/crm', ...page(() => import('../features/crm/CrmPage'), 'CrmPage') },
          {
            path: '/settings/whatsapp',
            ...page(() => import('../features/whatsapp/WhatsAppPage'), 'WhatsAppPage'),
          },
          {
            path: '/settings/team',
            ...page(() => import('../features/people/TeamPage'), 'TeamPage'),
          },
          {
            path: '/account',
            ...page(() => import('../features/account/AccountPage'), 'AccountPage'),
          },
          {
            element: <OnlyOperators />,
            children: [
              { path: '/fleet', ...page(() => import('../features/fleet/FleetPage'), 'FleetPage') },
              { path: '/usage', ...page(() => import('../features/usage/UsagePage'), 'UsagePage') },
              { path: '/trace', ...page(() => import('../features/trace/TracePage'), 'TracePage') },
              {
                path: '/visit/:tenantId',
                ...page(() => import('../features/visit/VisitPage'), 'VisitPage'),
              },
              {
                path: '/tenants',
                ...page(() => import('../features/tenants/TenantsPage'), 'TenantsPage'),
              },
              {
                path: '/tenants/:tenantId/:tab?',
                ...page(() => import('../features/tenants/TenantPage'), 'TenantPage'),
              },
              {
                path: '/sessions',
                ...page(() => import('../features/sessions/SessionsPage'), 'SessionsPage'),
              },
              { path: '/nodes', ...page(() => import('../features/nodes/NodesPage'), 'NodesPage') },
              { path: '/undelivered', element: <Navigate to="/undelivered/unrouted" replace /> },
              {
                path: '/undelivered/:tab',
                ...page(() => import('../features/undelivered/UndeliveredPage'), 'UndeliveredPage'),
              },
              { path: '/audit', ...page(() => import('../features/audit/AuditPage'), 'AuditPage') },
              {
                path: '/access',
                ...page(() => import('../features/access/AccessPage'), 'AccessPage'),
              },
            ],
          },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
];

export function createRouter() {
  return createBrowserRouter(routes());
}
