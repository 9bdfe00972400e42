import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { operator, renderAt, serve } from '../testing/render';

it(
  'says that the service is away, tries, and says that it is back',
  { timeout: 30_000 },
  async () => {
    let away = false;
    const { handlers, asked } = serve({
      ...operator,
      'GET /api/tenants': () => Response.json({ tenants: [] }),
      'GET /api/sessions': () => {
        if (away) {
          throw new TypeError('Failed to fetch');
        }
        return Response.json({ sessions: [], states: {} });
      },
      'GET /api/nodes': () => Response.json({ nodes: [] }),
    });
    away = true;
    renderAt('/sessions');
    await screen.findByText(/We keep trying/);

    const before = asked.length;
    away = false;
    handlers['GET /api/sessions'] = () => Response.json({ sessions: [], states: {} });
    await screen.findByText('Connected again. Everything is up to date.', {}, { timeout: 15_000 });
    expect(asked.length).toBeGreaterThan(before);
  },
);

it('says when the browser has no connection', { timeout: 20_000 }, async () => {
  serve({ ...operator, 'GET /api/tenants': () => Response.json({ tenants: [] }) });
  renderAt('/tenants');
  await screen.findByText('No tenants yet');
  act(() => void window.dispatchEvent(new Event('offline')));
  await screen.findByText(/You are offline/);
  act(() => void window.dispatchEvent(new Event('online')));
  await screen.findByText(/Connected again/);
});
