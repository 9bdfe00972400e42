import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import { operator, refuse, renderAt, serve } from '../../testing/render';

const LETTER = {
  id: 7,
  tenant_id: 5,
  event: 'message.any',
  session: null,
  reason: 'the body is no event',
  consumer: 'bot-worker',
  deliveries: 6,
  died_at: '2026-11-27T08:00:00Z',
};

/** One letter that is dead, until it is delivered again. */
function deadLetter() {
  let letters = [LETTER];
  return serve({
    ...operator,
    'GET /api/dead-letters': () => Response.json({ letters, total: letters.length }),
    'POST /api/dead-letters/7/redrive': () => {
      letters = [];
      return new Response(null, { status: 204 });
    },
  });
}

it('looks at a dead letter, asks, delivers it again and says so', { timeout: 20_000 }, async () => {
  const { asked } = deadLetter();
  renderAt('/undelivered/dead-letters');
  fireEvent.click(await screen.findByRole('button', { name: LETTER.reason }));
  const look = await screen.findByRole('dialog', { name: 'Event 7' });
  within(look).getByText('bot-worker');
  within(look).getByText('not known');
  fireEvent.click(within(look).getByRole('button', { name: 'Deliver again' }));

  const question = await screen.findByRole('dialog', { name: 'Deliver this event again?' });
  expect(asked).not.toContain('POST /api/dead-letters/7/redrive');
  fireEvent.submit(question.querySelector('form')!);
  await screen.findByText(/Event 7 is being delivered again/);
  await screen.findByText('Nothing has failed');
});

it('says in the question why it could not be delivered', { timeout: 20_000 }, async () => {
  const { handlers } = deadLetter();
  handlers['POST /api/dead-letters/7/redrive'] = () => refuse(409, 'not_redrivable');
  renderAt('/undelivered/dead-letters');
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for message.any 7' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Deliver again' }));
  const question = await screen.findByRole('dialog', { name: 'Deliver this event again?' });
  fireEvent.submit(question.querySelector('form')!);
  await within(question).findByText(/It can only be deleted/);
});

it('asks before everything without a tenant is delivered again', { timeout: 20_000 }, async () => {
  const event = {
    id: 3,
    reason: 'unknown_phone',
    session: 'default',
    event: 'message.any',
    phone: '971504443322',
    tenant_id: null,
    received_at: '2026-11-27T08:00:00Z',
  };
  const { asked } = serve({
    ...operator,
    'GET /api/unrouted': () => Response.json({ events: [event], total: 1 }),
    'POST /api/unrouted/redrive': () => Response.json({ redriven: 1, remaining: 0 }),
  });
  renderAt('/undelivered/unrouted');
  const all = await screen.findByRole('button', { name: 'Deliver all again' });
  await waitFor(() => expect((all as HTMLButtonElement).disabled).toBe(false));
  fireEvent.click(all);
  const question = await screen.findByRole('dialog', { name: 'Deliver all again?' });
  expect(asked).not.toContain('POST /api/unrouted/redrive');
  fireEvent.submit(question.querySelector('form')!);
  await screen.findByText('Delivered again: 1. Still without a tenant: 0.');
});
