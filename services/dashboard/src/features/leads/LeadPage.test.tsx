import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Lead, LeadChange } from '../../api/types';
import { aLead, MY_TENANT, person } from '../../testing/leads';
import { renderAt, serve } from '../../testing/render';

const TENANT = `/api/tenants/${MY_TENANT}`;
const PATH = `${TENANT}/leads/1`;

const ANA = aLead(1, {
  name: 'Ana',
  stage: 'qualified',
  score: {
    points: 5,
    class: 'warm',
    reasons: [{ rule: 'budget', points: 3, text: 'names a budget' }],
  },
  slots: {
    area: { value: ['Dubai Marina'], message_id: 7, corrected_by: null },
    budget: {
      value: { min: null, max: 90000, currency: 'AED', period: 'year' },
      message_id: 3,
      corrected_by: null,
    },
    intent: { value: 'rent', message_id: null, corrected_by: 'user:9 omid@palm.example' },
  },
});

const happened = (action: string, kind: string, name: string | null, changes: object[]) => ({
  at: ANA.updated_at,
  action,
  actor: { kind, id: null, name },
  changes,
});

function open(role: 'owner' | 'agent', lead: Lead = ANA) {
  const changes: LeadChange[] = [];
  let now = lead;
  const api = serve({
    'GET /api/me': () => Response.json(person(role)),
    [`GET ${TENANT}/colleagues`]: () =>
      Response.json({
        colleagues: [
          { id: 2, name: 'mariam@palm.example', is_owner: true },
          { id: 9, name: 'omid@palm.example', is_owner: false },
        ],
      }),
    [`GET ${TENANT}/conversations/41`]: () =>
      Response.json({
        messages: [
          {
            id: 7,
            direction: 'in',
            body: 'somewhere in the marina',
            sent_at: '2026-11-20T08:00:00Z',
          },
        ],
      }),
    [`GET ${PATH}/history`]: (_body, query) =>
      Response.json(
        query.get('before')
          ? { entries: [happened('created', 'bot', null, [])] }
          : {
              entries: [
                happened('changed', 'user', 'omid@palm.example', [
                  { field: 'slots.intent', from: 'buy', to: 'rent' },
                ]),
                happened('changed', 'bot', null, [
                  { field: 'stage', from: 'new', to: 'qualified' },
                  { field: 'score_class', from: 'cold', to: 'warm' },
                ]),
              ],
              next_before: 3,
            },
      ),
    [`GET ${PATH}`]: () => Response.json(now),
    [`PATCH ${PATH}`]: (body) => {
      const change = body as LeadChange;
      changes.push(change);
      const slots = Object.entries(change.slots ?? {}).map(([name, value]) => [
        name,
        { value, message_id: null, corrected_by: 'user:2 mariam@palm.example' },
      ]);
      const { slots: { name } = {}, stage, assigned_to } = change;
      now = {
        ...now,
        ...(stage && { stage }),
        ...(assigned_to !== undefined && { assigned_to }),
        ...(typeof name === 'string' && { name }),
        slots: { ...now.slots, ...Object.fromEntries(slots) },
      };
      return Response.json(now);
    },
  });
  renderAt('/leads/1');
  return { ...api, changes };
}

it('shows what is known, which message said it, and why it is worth something', async () => {
  open('owner');
  await screen.findByRole('heading', { level: 1, name: 'Ana' });
  const known = screen.getByRole('region', { name: 'What is known' });
  expect(within(known).getByText('up to 90,000 AED a year')).toBeDefined();
  expect(within(known).getByText(/Corrected by omid@palm.example/)).toBeDefined();
  const quoted = await within(known).findByText('“somewhere in the marina”');
  expect(quoted.closest('a')?.getAttribute('href')).toBe('/conversations/41?message=7');
  expect(within(known).getByText('Source message').closest('a')!.getAttribute('href')).toBe(
    '/conversations/41?message=3',
  );
  expect(screen.getByRole('link', { name: 'Open chat' }).getAttribute('href')).toBe(
    '/conversations/41',
  );
  expect(screen.getByText('names a budget')).toBeDefined();
});

it('tells what became of the lead, and whose doing it was', async () => {
  open('agent');
  const history = await screen.findByRole('region', { name: 'Timeline' });
  const items = () => within(history).findAllByRole('listitem');
  const [first, second] = await items();
  expect(first!.textContent).toContain('Request: buying');
  expect(first!.textContent).toContain('renting');
  expect(first!.textContent).toContain('omid@palm.example');
  expect(second!.textContent).toContain('Stage: New');
  expect(second!.textContent).toContain('Bot');

  fireEvent.click(within(history).getByRole('button', { name: 'Show more' }));
  await within(history).findByText('Lead created');
});

it('corrects what is known, and back', async () => {
  const { changes } = open('agent');
  fireEvent.click(await screen.findByRole('button', { name: 'Correct: Budget' }));
  const upTo = await screen.findByLabelText('Up to');
  fireEvent.change(upTo, { target: { value: 'many' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }));
  await screen.findByText('Enter a value.');
  fireEvent.change(upTo, { target: { value: '۱۲۰٬۰۰۰' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }));
  await screen.findByText('up to 120,000 AED a year');
  const budget = { min: null, max: 120_000, currency: 'AED', period: 'year' };
  await waitFor(() => expect(changes).toEqual([{ slots: { budget } }]));
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Correct: Budget' }));

  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await screen.findByText('up to 90,000 AED a year');
  await waitFor(() =>
    expect(changes[1]).toEqual({ slots: { budget: { ...budget, max: 90_000 } } }),
  );
});

it('adds what was not known, and forgets what is not known after all', async () => {
  const { changes } = open('agent', { ...ANA, name: null });
  fireEvent.click(await screen.findByRole('button', { name: 'Add: Name' }));
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Ana P.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }));
  await screen.findByRole('heading', { level: 1, name: 'Ana P.' });

  fireEvent.click(screen.getByRole('button', { name: 'Correct: Area' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Not known after all', hidden: true }));
  await waitFor(() =>
    expect(changes).toEqual([{ slots: { name: 'Ana P.' } }, { slots: { area: null } }]),
  );
});

it('gives the lead to a colleague, as an agent too', async () => {
  const { changes, asked } = open('agent');
  fireEvent.click(await screen.findByRole('combobox', { name: 'Assigned to' }));
  const option = await screen.findByRole('option', { name: 'omid@palm.example', hidden: true });
  fireEvent.click(option);
  await waitFor(() => expect(changes).toEqual([{ assigned_to: 9 }]));
  // Owners alone may ask for it.
  expect(asked).not.toContain(`GET ${TENANT}/users`);
});

it('says that a lead is not there', async () => {
  const { handlers } = open('agent');
  handlers[`GET ${PATH}`] = () => Response.json({ code: 'lead_not_found' }, { status: 404 });
  await screen.findByText('This lead is not there any more.');
});
