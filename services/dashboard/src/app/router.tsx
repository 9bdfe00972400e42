import { createBrowserRouter, Navigate, type RouteObject } from 'react-router';

import { AccessPage } from '../features/access/AccessPage';
import { AccountPage } from '../features/account/AccountPage';
import { AuditPage } from '../features/audit/AuditPage';
import { SignInPage } from '../features/auth/SignInPage';
import { BotSettingsPage } from '../features/bot-settings/BotSettingsPage';
import { CrmPage } from '../features/crm/CrmPage';
import { LeadPage } from '../features/leads/LeadPage';
import { LeadsPage } from '../features/leads/LeadsPage';
import { NodesPage } from '../features/nodes/NodesPage';
import { TeamPage } from '../features/people/TeamPage';
import { SessionsPage } from '../features/sessions/SessionsPage';
import { TenantPage } from '../features/tenants/TenantPage';
import { TenantsPage } from '../features/tenants/TenantsPage';
import { UndeliveredPage } from '../features/undelivered/UndeliveredPage';
import { WhatsAppPage } from '../features/whatsapp/WhatsAppPage';
import { NotFoundPage } from '../components/NotFoundPage';
import { CrashPage } from './CrashPage';
import { Home, OnlyOperators } from './Home';
import { Shell } from './Shell';

export const routes: RouteObject[] = [
  {
    errorElement: <CrashPage />,
    children: [
      { path: '/sign-in', element: <SignInPage /> },
      {
        element: <Shell />,
        children: [
          { index: true, element: <Home /> },
          { path: '/leads', element: <LeadsPage /> },
          { path: '/leads/:leadId', element: <LeadPage /> },
          { path: '/settings/bot', element: <BotSettingsPage /> },
          { path: '/settings/crm', element: <CrmPage /> },
          { path: '/settings/whatsapp', element: <WhatsAppPage /> },
          { path: '/settings/team', element: <TeamPage /> },
          { path: '/account', element: <AccountPage /> },
          {
            element: <OnlyOperators />,
            children: [
              { path: '/tenants', element: <TenantsPage /> },
              { path: '/tenants/:tenantId/:tab?', element: <TenantPage /> },
              { path: '/sessions', element: <SessionsPage /> },
              { path: '/nodes', element: <NodesPage /> },
              { path: '/undelivered', element: <Navigate to="/undelivered/unrouted" replace /> },
              { path: '/undelivered/unrouted', element: <UndeliveredPage tab="unrouted" /> },
              {
                path: '/undelivered/dead-letters',
                element: <UndeliveredPage tab="dead-letters" />,
              },
              { path: '/audit', element: <AuditPage /> },
              { path: '/access', element: <AccessPage /> },
            ],
          },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
];

export function createRouter() {
  return createBrowserRouter(routes);
}
