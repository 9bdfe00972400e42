import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

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
    [`GET ${SESSION}/timeline`]: () => Response.json({ events: [] }),
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
  renderAt('/settings/whatsapp');
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

it('says why, and what to do, in words of the state', async () => {
  const { handlers } = open({ connected: false, status: 'STOPPED', message: '' });
  handlers[`GET ${SESSION}/session`] = () =>
    Response.json({
      state: 'gave_up',
      reason: 'Gave up after 5 tries: WAHA says no.',
      next_step: 'Connect again.',
    });
  await screen.findByText('Several tries have failed, and no more are made.');
  await screen.findByText('Gave up after 5 tries: WAHA says no.');
  await button('Connect again');
});

it('shows what is kept while WhatsApp’s server does not answer', async () => {
  const { handlers } = open(NONE);
  handlers[`GET ${SESSION}/status`] = () => refuse(503, 'waha_unavailable');
  handlers[`GET ${SESSION}/session`] = () =>
    Response.json({
      state: 'waha_unreachable',
      reason: null,
      next_step: '',
      phone: '971501234567',
    });
  await screen.findByText('Server unreachable');
  expect(screen.queryByRole('alert')).toBeNull();
});

it('shows a code for the phone’s number', async () => {
  const { handlers } = open(SCAN);
  const phones: unknown[] = [];
  handlers[`POST ${SESSION}/pairing-code`] = (body) => {
    phones.push(body);
    return Response.json({ code: 'ABCD-EFGH', phone: '971501234567' });
  };
  fireEvent.click(await button('Link with phone number instead'));
  fireEvent.click(await button('Get the code'));
  await screen.findByText('Enter the number.');

  fireEvent.change(screen.getByLabelText('WhatsApp number'), { target: { value: '050 123' } });
  fireEvent.click(await button('Get the code'));
  await screen.findByText(/with its country code: 7 to 15/);

  fireEvent.change(screen.getByLabelText('WhatsApp number'), {
    target: { value: '۰۰۹۷۱ ۵۰ ۱۲۳ ۴۵۶۷' },
  });
  fireEvent.click(await button('Get the code'));
  await screen.findByText('ABCD-EFGH');
  expect(phones).toEqual([{ phone: '+971501234567' }]);

  fireEvent.click(await button('Scan a QR code instead'));
  await screen.findByText('Scan this QR code with WhatsApp:');
});

/** The stream of events, driven by the test. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static all: Stream[] = [];
  readyState = 1;
  onopen?: () => void;
  onerror?: () => void;

  constructor(readonly url: string) {
    super();
    Stream.all.push(this);
  }

  tell(type: string, data: object) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }

  close() {
    this.readyState = Stream.CLOSED;
  }
}

it('follows the stream of events, and goes on by itself without', async () => {
  Stream.all = [];
  vi.stubGlobal('EventSource', Stream);
  const session = open(SCAN);
  const picture = await screen.findByAltText('QR code for linking WhatsApp');
  const stream = Stream.all.at(-1)!;
  expect(stream.url).toBe('/api/tenants/5/events');
  act(() => stream.onopen?.());
  expect(screen.queryByText(/Live updates are interrupted/)).toBeNull();

  act(() => stream.tell('qr', { qr_url: `${SESSION}/qr?expires=2` }));
  await waitFor(() => expect(picture.getAttribute('src')).toContain('expires=2&at='));

  session.become(WORKING);
  act(() => stream.tell('session', { state: 'connected', phone: '971501234567' }));
  await screen.findByText('Connected');

  stream.close();
  act(() => stream.onerror?.());
  await screen.findByText(/Live updates are interrupted/);
});
