import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import { operator, renderAt, serve } from '../../testing/render';

it(
  'is narrowed to a deed and a tenant, by the address and by hand',
  { timeout: 20_000 },
  async () => {
    const asked: string[] = [];
    serve({
      ...operator,
      'GET /api/audit': (_, query) => {
        query.delete('limit');
        asked.push(query.toString());
        return Response.json({ entries: [] });
      },
    });
    const router = renderAt('/audit?action=login');
    await screen.findByText('Nothing found');
    expect(asked).toEqual(['action=login']);
    screen.getByDisplayValue('Signed in');

    fireEvent.change(screen.getByLabelText('Tenant number'), { target: { value: '۵' } });
    await waitFor(() => expect(asked.at(-1)).toBe('action=login&tenant_id=5'));
    expect(router.state.location.search).toBe('?action=login&tenant=5');
  },
);
