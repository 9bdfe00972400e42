import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import { refuse, renderAt, serve } from '../../testing/render';

const AGENT = {
  id: 2,
  email: 'agent1@demo.peyk',
  role: 'agent',
  tenant_id: 5,
  tenant_name: 'Palm Homes',
};
const SESSION = '/api/tenants/5/whatsapp';
const NONE = { connected: false, message: 'WhatsApp not configured' };
const SCAN = { connected: false, status: 'SCAN_QR_CODE', message: 'Scan QR code to connect' };
const WORKING = { connected: true, status: 'WORKING', phone: '971501234567', session: 'tenant_5' };

/** An agent's page, with a session that is at first as given. */
function open(first: object) {
  let status = first;
  const api = serve({
    'GET /api/me': () => Response.json({ user: AGENT }),
    [`GET ${SESSION}/status`]: () => Response.json(status),
    [`POST ${SESSION}/connect`]: () => {
      status = SCAN;
      return Response.json({
        success: true,
        qr_url: `${SESSION}/qr?expires=1`,
        session: 'tenant_5',
      });
    },
    [`POST ${SESSION}/disconnect`]: () => {
      status = NONE;
      return Response.json({ success: true, message: 'WhatsApp disconnected' });
    },
  });
  renderAt('/');
  return { ...api, become: (next: object) => (status = next) };
}

const button = (name: string) => screen.findByRole('button', { name });

it('goes from a click to a code to a number', { timeout: 15_000 }, async () => {
  const session = open(NONE);
  fireEvent.click(await button('Connect WhatsApp'));

  await screen.findByText('Scan this QR code with WhatsApp:');
  const picture = screen.getByAltText('QR code for linking WhatsApp');
  expect(picture.getAttribute('src')).toContain(`${SESSION}/qr?expires=1&at=`);
  expect(picture.getAttribute('width')).toBe('300');

  session.become(WORKING);
  await screen.findByText('Connected', {}, { timeout: 8_000 });
  expect(screen.getByText('+971501234567')).toBeDefined();
  expect(screen.queryByAltText('QR code for linking WhatsApp')).toBeNull();
});

it('asks before it disconnects', async () => {
  const { asked } = open(WORKING);
  fireEvent.click(await button('Disconnect'));
  await screen.findByText('Disconnect WhatsApp?');
  expect(asked).not.toContain(`POST ${SESSION}/disconnect`);

  fireEvent.click(screen.getAllByRole('button', { name: 'Disconnect', hidden: true }).at(-1)!);
  await button('Connect WhatsApp');
  expect(asked).toContain(`POST ${SESSION}/disconnect`);
});

it('says that a link failed, and offers a new code', async () => {
  open({ connected: false, status: 'FAILED', message: '' });
  await screen.findByText(/was not scanned in time/);
  fireEvent.click(await button('Get a new QR code'));
  await screen.findByText('Scan this QR code with WhatsApp:');
});

it('says what the service says when it cannot connect', async () => {
  const { handlers } = open(NONE);
  handlers[`POST ${SESSION}/connect`] = () => refuse(502, 'waha_refused', 'WAHA says no.');
  fireEvent.click(await button('Connect WhatsApp'));
  await screen.findByText('WAHA says no.');
  await button('Connect WhatsApp');
});

it('shows no history where the service keeps none, and shows it where it does', async () => {
  const { asked } = open(NONE);
  await button('Connect WhatsApp');
  await waitFor(() => expect(asked).toContain(`GET ${SESSION}/timeline`));
  expect(screen.queryByText('History')).toBeNull();
});
