import { fireEvent, screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { operator, refuse, renderAt, serve } from '../../testing/render';

const TRACE = {
  tenant_id: 5,
  conversation_id: 60,
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  steps: [
    { name: 'received', at: '2026-11-27T08:00:00.000Z', after_ms: 0, detail: 'message.any' },
    { name: 'turn', at: '2026-11-27T08:00:06.000Z', after_ms: 6_000, detail: null },
    { name: 'pondered', at: '2026-11-27T08:00:06.100Z', after_ms: 100, detail: null },
    { name: 'failed', at: '2026-11-27T08:00:06.420Z', after_ms: 320, detail: 'timeout' },
  ],
};

it('shows the way of a message that the address names', { timeout: 20_000 }, async () => {
  serve({ ...operator, 'GET /api/trace': () => Response.json(TRACE) });
  renderAt('/trace?tenant_id=5&message_id=71');
  await screen.findByText('On our side: 6.4 secs');
  screen.getByText(/longest wait before “Reply decided”: 6 secs/);
  screen.getByText('Failed');
  screen.getByText('+320 ms');
  // A step that we do not know is shown as it is.
  screen.getByText('pondered');
  const chat = screen.getByRole('link', { name: 'Open the chat' });
  expect(chat.getAttribute('href')).toBe('/visit/5?to=%2Fconversations%2F60');
});

it(
  'looks for what is typed, in any digits, and keeps it in the address',
  { timeout: 20_000 },
  async () => {
    const asked: string[] = [];
    serve({
      ...operator,
      'GET /api/trace': (_, query) => {
        asked.push(query.toString());
        return refuse(404, 'not_found');
      },
    });
    const router = renderAt('/trace');
    fireEvent.click(await screen.findByRole('button', { name: 'Show its way' }));
    expect(screen.getAllByText('Enter a number.')).toHaveLength(2);
    expect(asked).toEqual([]);

    fireEvent.click(screen.getByLabelText('Reply'));
    fireEvent.change(screen.getByLabelText('Tenant number'), { target: { value: '5' } });
    fireEvent.change(screen.getByLabelText('Reply number'), { target: { value: ' ۹۰ ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Show its way' }));
    await screen.findByText('There is no such message');
    expect(asked).toEqual(['tenant_id=5&reply_id=90']);
    expect(router.state.location.search).toBe('?tenant_id=5&reply_id=90');
  },
);
