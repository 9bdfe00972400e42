import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';

import { operator, renderAt, serve } from '../../testing/render';

afterEach(() => window.sessionStorage.clear());

const API = {
  ...operator,
  'GET /api/tenants/5': () =>
    Response.json({
      id: 5,
      name: 'Palm Homes',
      enabled: true,
      session: null,
      created_at: '2026-11-20T08:00:00Z',
    }),
  'GET /api/tenants/5/leads': () => Response.json({ leads: [] }),
};

it('shows an operator a tenant’s own pages, and leads back', { timeout: 20_000 }, async () => {
  serve(API);
  const router = renderAt('/visit/5?to=/leads');
  await waitFor(() => expect(router.state.location.pathname).toBe('/leads'));
  await screen.findByText(/What you write goes to customers/);
  screen.getByText('Palm Homes');
  // What is the operator's own stays within reach.
  screen.getByRole('link', { name: 'Overview' });

  fireEvent.click(screen.getByRole('button', { name: 'Leave' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/tenants/5'));
  await waitFor(() => expect(screen.queryByText(/What you write goes to customers/)).toBeNull());
  expect(screen.queryByRole('link', { name: 'Leads' })).toBeNull();
});

it('leads nowhere but to pages of ours', { timeout: 20_000 }, async () => {
  serve(API);
  const router = renderAt('/visit/5?to=//evil.example');
  await waitFor(() => expect(router.state.location.pathname).toBe('/conversations'));
});
