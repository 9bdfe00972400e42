import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';

import type { Lead, LeadChange } from '../../api/types';
import { aLead, MY_TENANT, person } from '../../testing/leads';
import { refuse, renderAt, serve } from '../../testing/render';
import { STAGES } from './stage';

const LEADS = `/api/tenants/${MY_TENANT}/leads`;

const COLLEAGUES = {
  colleagues: [
    { id: 2, name: 'mariam@palm.example', is_owner: true },
    { id: 9, name: 'omid@palm.example', is_owner: false },
  ],
};

/** The API with these leads, which keeps what is changed. */
function open(path: string, leads: Lead[], role: 'owner' | 'agent' = 'agent') {
  const wanted: URLSearchParams[] = [];
  const counted: URLSearchParams[] = [];
  const changes: LeadChange[] = [];
  const kept = new Map(leads.map((lead) => [lead.id, lead]));
  const api = serve({
    'GET /api/me': () => Response.json(person(role)),
    [`GET /api/tenants/${MY_TENANT}/colleagues`]: () => Response.json(COLLEAGUES),
    [`GET ${LEADS}/stages`]: (_body, query) => {
      counted.push(query);
      const all = [...kept.values()];
      const stages = STAGES.map((stage) => ({
        stage,
        leads: all.filter((lead) => lead.stage === stage).length,
      }));
      return Response.json({ stages });
    },
    [`GET ${LEADS}`]: (_body, query) => {
      wanted.push(query);
      const stage = query.get('stage');
      return Response.json({
        leads: [...kept.values()].filter((l) => !stage || l.stage === stage),
      });
    },
  });
  for (const { id } of leads) {
    api.handlers[`PATCH ${LEADS}/${id}`] = (body) => {
      changes.push(body as LeadChange);
      kept.set(id, { ...kept.get(id)!, ...(body as Partial<Lead>) });
      return Response.json(kept.get(id));
    };
  }
  const router = renderAt(path);
  return { ...api, wanted, counted, changes, router, kept };
}

const column = (name: string) => screen.findByRole('region', { name });

it('lists leads, and the address narrows them', async () => {
  const score = { points: 14, class: 'hot', reasons: [] };
  const { wanted, router } = open(
    '/leads?stage=new&score=hot&search=ana',
    [aLead(1, { name: 'Ana', wish: 'A villa', score, assigned_to: 2 }), aLead(2, { name: null })],
    'owner',
  );
  const table = await screen.findByRole('table', { name: 'Leads' });
  expect(within(table).getByRole('link', { name: 'Ana' }).getAttribute('href')).toBe('/leads/1');
  expect(within(table).getByText('Hot 14')).toBeDefined();
  expect(within(table).getByText('Me')).toBeDefined();
  expect(Object.fromEntries(wanted[0]!)).toEqual({
    limit: '50',
    stage: 'new',
    score: 'hot',
    search: 'ana',
  });
  const link = screen.getByRole('link', { name: 'Export CSV' });
  expect(link.getAttribute('href')).toBe(`${LEADS}.csv?search=ana&score=hot&stage=new`);

  fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'omid' } });
  await waitFor(() => expect(router.state.location.search).toContain('search=omid'));
});

it('counts each stage, and leads there with the filters kept', async () => {
  const { counted } = open('/leads?stage=won&score=hot&after=5-1', [
    aLead(1),
    aLead(2),
    aLead(3, { stage: 'won' }),
  ]);
  const tabs = await screen.findByRole('navigation', { name: 'Stage' });
  const tab = await within(tabs).findByRole('link', { name: 'New 2' });
  expect(tab.getAttribute('href')).toBe('/leads?stage=new&score=hot');
  expect(within(tabs).getByRole('link', { name: 'Won 1' }).getAttribute('aria-current')).toBe(
    'page',
  );
  expect(within(tabs).getByRole('link', { name: 'All 3' }).getAttribute('href')).toBe(
    '/leads?score=hot',
  );
  expect(Object.fromEntries(counted[0]!)).toEqual({ score: 'hot' });
});

it('shows mine, and those on which nobody works', async () => {
  const { wanted, router } = open('/leads?unassigned=true', [aLead(1)]);
  await screen.findByText('Lead 1');
  expect(Object.fromEntries(wanted[0]!)).toEqual({ limit: '50', unassigned: 'true' });
  expect(screen.getByRole('link', { name: 'Export CSV' }).getAttribute('href')).toBe(
    `${LEADS}.csv?unassigned=true`,
  );

  fireEvent.click(await screen.findByRole('combobox', { name: 'Assigned to' }));
  fireEvent.click(await screen.findByRole('option', { name: 'Me', hidden: true }));
  await waitFor(() => expect(router.state.location.search).toBe('?assigned_to=2'));
  await waitFor(() => expect(wanted.at(-1)!.get('assigned_to')).toBe('2'));
  expect(wanted.at(-1)!.get('unassigned')).toBeNull();
});

it('shows what an event tells of a lead, and reads the lists again', async () => {
  const streams: EventTarget[] = [];
  class Stream extends EventTarget {
    constructor() {
      super();
      streams.push(this);
    }
    close() {}
  }
  vi.stubGlobal('EventSource', Stream);
  const { kept, wanted } = open('/leads', [aLead(1)]);
  await screen.findByText('Lead 1');
  const now = aLead(1, { name: 'Ana' });
  kept.set(1, now);
  kept.set(2, aLead(2));
  const before = wanted.length;
  act(() => {
    streams[0]!.dispatchEvent(new MessageEvent('lead', { data: JSON.stringify(now) }));
  });
  await screen.findByText('Ana');
  await screen.findByText('Lead 2');
  expect(wanted.length).toBe(before + 1);
});

it('goes on where a page ends', async () => {
  const { handlers, router } = open('/leads', []);
  const asked: (string | null)[] = [];
  handlers[`GET ${LEADS}`] = (_body, query) => {
    asked.push(query.get('before'));
    const first = query.get('before') === null;
    return Response.json(
      first ? { leads: [aLead(1)], next_before: '1790000000000000-1' } : { leads: [aLead(2)] },
    );
  };
  fireEvent.click(await screen.findByRole('button', { name: 'Next' }));
  await screen.findByText('Lead 2');
  expect(asked).toContain('1790000000000000-1');
  expect(router.state.location.search).toContain('after=');
});

it('says how there come to be leads, or that none is like this', async () => {
  open('/leads', []);
  await screen.findByText('No leads yet');
});

it('moves a card by keyboard, at once, and takes it back', async () => {
  const { changes } = open('/leads?view=board', [aLead(1)]);
  await within(await column('New')).findByText('Lead 1');
  const grip = () => screen.findByRole('button', { name: 'Move Lead 1' });
  fireEvent.keyDown(await grip(), { key: ' ' });
  await screen.findByText(/Lead 1 is lifted, in New/);
  fireEvent.keyDown(await grip(), { key: 'ArrowRight' });
  await screen.findByText('Over Qualified.');
  fireEvent.keyDown(await grip(), { key: 'ArrowRight' });
  fireEvent.keyDown(await grip(), { key: ' ' });

  const handedOver = await column('Handed over');
  await within(handedOver).findByText('Lead 1');
  expect(within(handedOver).getByText('1')).toBeDefined();
  await waitFor(() => expect(changes).toEqual([{ stage: 'handed_over' }]));
  expect(document.activeElement).toBe(await grip());

  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await within(await column('New')).findByText('Lead 1');
  await waitFor(() => expect(changes).toEqual([{ stage: 'handed_over' }, { stage: 'new' }]));
});

it('lets a card go with Escape', async () => {
  const { changes } = open('/leads?view=board', [aLead(1)]);
  const grip = await screen.findByRole('button', { name: 'Move Lead 1' });
  fireEvent.keyDown(grip, { key: 'Enter' });
  fireEvent.keyDown(grip, { key: 'ArrowRight' });
  fireEvent.keyDown(grip, { key: 'Escape' });
  await screen.findByText('Lead 1 is put back.');
  expect(grip.getAttribute('aria-pressed')).toBe('false');
  expect(changes).toEqual([]);
});

it('puts a card back when the service refuses', async () => {
  const { handlers } = open('/leads?view=board', [aLead(1)]);
  handlers[`PATCH ${LEADS}/1`] = () => refuse(404, 'lead_not_found');
  fireEvent.click(await screen.findByRole('button', { name: 'Actions for Lead 1' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Won', hidden: true }));
  await screen.findByText('This lead is not there any more.');
  await within(await column('New')).findByText('Lead 1');
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
});

const { elementFromPoint } = document;
afterEach(() => {
  document.elementFromPoint = elementFromPoint;
});

it('carries a card with the pointer', async () => {
  const { changes } = open('/leads?view=board', [aLead(1)]);
  const card = (await screen.findByText('Lead 1')).closest('li')!;
  const won = await column('Won');
  document.elementFromPoint = () => won;
  const mouse = { pointerType: 'mouse', button: 0, isPrimary: true, pointerId: 1 };
  // A press that hardly moves is none.
  fireEvent.pointerDown(card, { ...mouse, clientX: 10, clientY: 10 });
  fireEvent.pointerMove(window, { ...mouse, clientX: 12, clientY: 10 });
  fireEvent.pointerUp(window, mouse);
  expect(changes).toEqual([]);

  fireEvent.pointerDown(card, { ...mouse, clientX: 10, clientY: 10 });
  fireEvent.pointerMove(window, { ...mouse, clientX: 200, clientY: 20 });
  await waitFor(() => expect(won.hasAttribute('data-over')).toBe(true));
  fireEvent.pointerUp(window, { ...mouse, clientX: 200, clientY: 20 });
  await within(won).findByText('Lead 1');
  await waitFor(() => expect(changes).toEqual([{ stage: 'won' }]));
});
