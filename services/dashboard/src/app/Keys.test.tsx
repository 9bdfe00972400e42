import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import { operator, renderAt, serve } from '../testing/render';

function open() {
  serve({
    ...operator,
    'GET /api/tenants': () => Response.json({ tenants: [] }),
    'GET /api/sessions': () => Response.json({ sessions: [], states: {} }),
    'GET /api/nodes': () => Response.json({ nodes: [] }),
  });
  return renderAt('/tenants');
}

const press = (key: string, code: string, at: Element = document.body) =>
  fireEvent.keyDown(at, { key, code });

it(
  'tells of the keys, also on a Persian keyboard, and is turned off there',
  { timeout: 20_000 },
  async () => {
    open();
    const search = await screen.findByRole('searchbox');
    press('؟', 'Slash', search);
    expect(screen.queryByText('Show this help')).toBeNull();

    press('؟', 'Slash');
    await screen.findByText('Show this help');
    fireEvent.click(screen.getByLabelText(/Single keys do something/));
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() => expect(screen.queryByText('Show this help')).toBeNull());
    press('?', 'Slash');
    expect(screen.queryByText('Show this help')).toBeNull();
    expect(window.localStorage.getItem('peyk.keys')).toBe('off');
  },
);

it('goes to the search and to the places of the menu', { timeout: 20_000 }, async () => {
  const router = open();
  const search = await screen.findByRole('searchbox');
  press('/', 'Slash');
  expect(document.activeElement).toBe(search);
  search.blur();

  press('3', 'Digit3');
  expect(router.state.location.pathname).toBe('/tenants');
  press('ل', 'KeyG');
  press('۳', 'Digit3');
  await waitFor(() => expect(router.state.location.pathname).toBe('/sessions'));
  // Who went there by keyboard is there.
  const heading = await screen.findByRole('heading', { level: 1, name: 'Sessions' });
  await waitFor(() => expect(document.activeElement).toBe(heading));
  expect(document.title).toBe('Sessions · Peyk');
});
