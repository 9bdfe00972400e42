import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import { aLead, MY_TENANT, person } from '../../testing/leads';
import { refuse, renderAt, serve } from '../../testing/render';

const TENANT = `/api/tenants/${MY_TENANT}`;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const waits = (id: number, name: string, minutes: number) => ({
  id,
  contact: { name, phone: null, addresses: [], opted_out: false },
  needs_person_since: minutesAgo(minutes),
  last_message: { body: `I am ${name}`, media_kind: null },
});

const day = (date: string, conversations: number) => ({
  day: date,
  conversations,
  received: 40,
  bot_replies: 30,
  people_replies: 2,
  leads: 3,
  hot_leads: 1,
});

const HOME = {
  days: 30,
  time_zone: 'Asia/Dubai',
  waiting: { conversations: 2, oldest_since: minutesAgo(50) },
  leads: { new: 6, hot: 2, stages: [{ stage: 'new', leads: 74 }] },
  first_reply: { conversations: 12, median_seconds: 7, p90_seconds: 185 },
  per_day: [day('2026-11-25', 5), day('2026-11-26', 7)],
  replies: { sent: 1234, failed: 3, waiting: 0 },
};

const LINKED = { state: 'connected', phone: '971501234567', last_event_at: null };

function open(path = '/', { session = LINKED as object, begun = true } = {}) {
  const days: (string | null)[] = [];
  const api = serve({
    'GET /api/me': () => Response.json(person('agent')),
    [`GET ${TENANT}/whatsapp/session`]: () => Response.json(session),
    [`GET ${TENANT}/conversations`]: (_body, query) => {
      const all = begun ? [waits(61, 'Omar', 9), waits(60, 'Sara', 50.5)] : [];
      return Response.json({ conversations: query.get('limit') === '1' ? all.slice(0, 1) : all });
    },
    [`GET ${TENANT}/leads`]: (_body, query) => {
      const hot = aLead(2, {
        name: 'Hot one',
        score: { points: 14, class: 'hot', reasons: [] },
      });
      const leads = query.get('score') === 'hot' ? [hot] : [aLead(1), hot];
      return Response.json({ leads });
    },
    [`GET ${TENANT}/home`]: (_body, query) => {
      days.push(query.get('days'));
      return Response.json(HOME);
    },
  });
  const router = renderAt(path);
  return { ...api, days, router };
}

it('says that all is well, who waits longest, and who is hot', async () => {
  open();
  await screen.findByText('Your number is connected');
  expect(screen.getByText('+971501234567')).toBeDefined();

  const waiting = await screen.findByRole('region', { name: /Waiting for you/ });
  const chats = await within(waiting).findAllByRole('link', { name: /Open the chat with/ });
  expect(chats[0]!.getAttribute('href')).toBe('/conversations/60');
  expect(within(waiting).getByText('50 mins')).toBeDefined();
  expect(within(waiting).getByText('I am Omar')).toBeDefined();

  const fresh = await screen.findByRole('region', { name: 'New leads' });
  const leads = await within(fresh).findAllByRole('listitem');
  expect(leads.map((row) => within(row).getByRole('link').textContent)).toEqual([
    'Hot one',
    'Lead 1',
  ]);
});

it('counts over a period that the address keeps', async () => {
  const { days, router } = open('/?days=7');
  await screen.findByText('7 secs');
  expect(screen.getAllByText('64')).toHaveLength(1);
  expect(screen.getByText('nine of ten within 3 mins')).toBeDefined();
  expect(screen.getByText('not sent: 3')).toBeDefined();
  expect(days).toEqual(['7']);
  expect(screen.getByRole('link', { name: 'New 74' }).getAttribute('href')).toBe(
    '/leads?stage=new',
  );

  fireEvent.click(screen.getByRole('radio', { name: '90 days' }));
  await waitFor(() => expect(days).toEqual(['7', '90']));
  expect(router.state.location.search).toBe('?days=90');
});

it('is read day by day with the arrow keys', async () => {
  open();
  const chart = await screen.findByRole('slider', { name: 'New conversations, day by day' });
  expect(chart.getAttribute('aria-valuetext')).toBe('Thu 26 November, Begun: 7');
  fireEvent.keyDown(chart, { key: 'ArrowLeft' });
  expect(chart.getAttribute('aria-valuetext')).toBe('Wed 25 November, Begun: 5');
  expect(screen.getByText('Wed 25 November')).toBeDefined();
});

it('says what to do when the number is not connected', async () => {
  open('/', { session: { state: 'logged_out', phone: null, last_event_at: null } });
  await screen.findByText('Logged out');
  expect(screen.getByText(/Scan a new code with the phone/)).toBeDefined();
  expect(screen.getByRole('link', { name: 'Connect again' }).getAttribute('href')).toBe(
    '/settings/whatsapp',
  );
});

it('shows a new tenant three steps instead of empty charts', async () => {
  open('/', { begun: false, session: { state: 'not_connected' } });
  await screen.findByText('Link your number');
  expect(screen.getByRole('link', { name: 'See what the bot says' }).getAttribute('href')).toBe(
    '/bot',
  );
  expect(screen.getByText('Link your number first.')).toBeDefined();
  expect(screen.queryByRole('slider')).toBeNull();
});

it('shows the rest when one part fails', async () => {
  const { handlers } = open();
  handlers[`GET ${TENANT}/home`] = () => refuse(503, 'unavailable');
  handlers[`GET ${TENANT}/leads`] = () => refuse(503, 'unavailable');
  await screen.findByText('I am Sara');
  await waitFor(() => expect(screen.getAllByText('A detail.')).toHaveLength(2));
});

it('reads again when the stream tells of a change, and not for each', async () => {
  const streams: EventTarget[] = [];
  class Stream extends EventTarget {
    constructor() {
      super();
      streams.push(this);
    }
    close() {}
  }
  vi.stubGlobal('EventSource', Stream);
  const { asked } = open();
  await screen.findByText('I am Sara');
  const reads = () => asked.filter((call) => call === `GET ${TENANT}/home`).length;
  await waitFor(() => expect(reads()).toBe(1));
  act(() => {
    for (let told = 0; told < 20; told += 1) {
      streams[0]!.dispatchEvent(new MessageEvent('lead', { data: '{"id":1}' }));
    }
  });
  await waitFor(() => expect(reads()).toBe(2));
});
