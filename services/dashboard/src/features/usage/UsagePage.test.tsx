import { fireEvent, screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { operator, renderAt, serve } from '../../testing/render';

const PALM = {
  tenant_id: 5,
  name: 'Palm Homes',
  state: 'active',
  received: 1_200,
  sent: 800,
  failed: 3,
  conversations: 90,
  leads: 12,
  llm_tokens: 40_000,
};

it('shows what each tenant uses, over the days that are chosen', { timeout: 20_000 }, async () => {
  const days: (string | null)[] = [];
  serve({
    ...operator,
    'GET /api/usage': (_, query) => {
      days.push(query.get('days'));
      return Response.json({ usage: [PALM] });
    },
  });
  const router = renderAt('/usage');
  const tenant = await screen.findByRole('link', { name: 'Palm Homes' });
  expect(tenant.getAttribute('href')).toBe('/tenants/5');
  screen.getByText('2,000');
  screen.getByText('Active');

  fireEvent.click(screen.getByLabelText('7 days'));
  await screen.findByText('2,000');
  expect(router.state.location.search).toBe('?days=7');
  expect(days).toEqual(['30', '7']);
});

it('goes on with the next page', { timeout: 20_000 }, async () => {
  serve({
    ...operator,
    'GET /api/usage': (_, query) =>
      Response.json(
        query.get('before') === 'x1'
          ? { usage: [{ ...PALM, tenant_id: 6, name: 'Marina Estates', state: 'odd' }] }
          : { usage: [PALM], next_before: 'x1' },
      ),
  });
  renderAt('/usage');
  fireEvent.click(await screen.findByRole('button', { name: 'Next' }));
  await screen.findByText('Marina Estates');
  // A word that we do not know is shown as it is.
  screen.getByText('odd');
});

it('says so where nothing was used', { timeout: 20_000 }, async () => {
  serve({ ...operator, 'GET /api/usage': () => Response.json({ usage: [] }) });
  renderAt('/usage');
  await screen.findByText('Nothing was used yet');
});
