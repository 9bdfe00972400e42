import { createBrowserRouter, type RouteObject } from 'react-router';

import { SignInPage } from '../features/auth/SignInPage';
import { TenantPage } from '../features/tenants/TenantPage';
import { TenantsPage } from '../features/tenants/TenantsPage';
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
          { path: '/settings/whatsapp', element: <WhatsAppPage /> },
          {
            element: <OnlyOperators />,
            children: [
              { path: '/tenants', element: <TenantsPage /> },
              { path: '/tenants/:tenantId', element: <TenantPage /> },
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
