import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Crm } from '../../api/types';
import { MY_TENANT, person } from '../../testing/leads';
import { refuse, renderAt, serve } from '../../testing/render';

const TENANT = `/api/tenants/${MY_TENANT}`;

const CRM: Crm = {
  url: 'https://crm.example/hook',
  previous_secret_until: null,
  created_at: '2026-11-20T08:00:00Z',
  updated_at: '2026-11-20T08:00:00Z',
};

const FAILED = {
  id: 7,
  webhook_id: 'lead_7',
  lead_id: 3,
  event: 'lead.handed_over',
  state: 'failed',
  attempts: 10,
  due_at: '2026-11-20T08:00:00Z',
  status: 500,
  reason: 'The CRM answered 500.',
  created_at: '2026-11-20T08:00:00Z',
  delivered_at: null,
};

function open(first: Crm | null, path = '/settings/crm') {
  let crm = first;
  const urls: unknown[] = [];
  const states: (string | null)[] = [];
  const api = serve({
    'GET /api/me': () => Response.json(person('owner')),
    [`GET ${TENANT}/crm`]: () => (crm ? Response.json(crm) : refuse(404, 'crm_not_found')),
    [`GET ${TENANT}/crm-deliveries`]: (_body, query) => {
      states.push(query.get('state'));
      return Response.json({ deliveries: [FAILED] });
    },
    [`PUT ${TENANT}/crm`]: (body) => {
      urls.push(body);
      const secret = crm ? {} : { secret: 'whsec_new' };
      crm = { ...CRM, ...(body as { url: string }) };
      return Response.json({ ...crm, ...secret });
    },
    [`POST ${TENANT}/crm/rotate-secret`]: () =>
      Response.json({
        ...CRM,
        previous_secret_until: '2026-11-28T08:00:00Z',
        secret: 'whsec_other',
      }),
    [`DELETE ${TENANT}/crm`]: () => {
      crm = null;
      return new Response(null, { status: 204 });
    },
    [`POST ${TENANT}/crm-deliveries/7/redeliver`]: () =>
      Response.json({ ...FAILED, state: 'waiting' }, { status: 202 }),
  });
  renderAt(path);
  return { ...api, urls, states };
}

const press = async (name: string) =>
  fireEvent.click((await screen.findAllByRole('button', { name, hidden: true })).at(-1)!);
const choose = async (name: string) => {
  fireEvent.click(await screen.findByRole('button', { name: 'Actions' }));
  fireEvent.click(await screen.findByRole('menuitem', { name, hidden: true }));
};

it('connects a CRM, and shows its secret once', async () => {
  const { urls } = open(null);
  const url = await screen.findByLabelText('Address of the CRM');
  fireEvent.change(url, { target: { value: 'http://crm.example' } });
  await press('Connect');
  await screen.findByText('Enter an address that begins with https://.');
  expect(urls).toEqual([]);

  fireEvent.change(url, { target: { value: ' https://crm.example/hook ' } });
  await press('Connect');
  await screen.findByText('whsec_new');
  expect(urls).toEqual([{ url: 'https://crm.example/hook' }]);
  await press('I have kept it');
  await waitFor(() => expect(screen.queryByText('whsec_new')).toBeNull());
  expect(screen.getByText('https://crm.example/hook')).toBeDefined();
});

it('says why an address is refused', async () => {
  const { handlers } = open(null);
  handlers[`PUT ${TENANT}/crm`] = () => refuse(400, 'invalid', 'url: is not on the internet');
  fireEvent.change(await screen.findByLabelText('Address of the CRM'), {
    target: { value: 'https://10.0.0.1/' },
  });
  await press('Connect');
  await screen.findByText('url: is not on the internet');
});

it('replaces the secret', async () => {
  open(CRM);
  await choose('Replace secret');
  await screen.findByText(/For a day both secrets sign/);
  await press('Replace secret');
  await screen.findByText('whsec_other');
  expect(screen.getByText(/The secret before signs as well until/)).toBeDefined();
});

it('changes the address, and disconnects', async () => {
  const { urls, asked } = open(CRM);
  await choose('Change address');
  fireEvent.change(await screen.findByLabelText('Address of the CRM'), {
    target: { value: 'https://other.example/' },
  });
  await press('Save');
  await screen.findByText(/The secret is still the same/);
  expect(urls).toEqual([{ url: 'https://other.example/' }]);

  await choose('Disconnect');
  await screen.findByText('Disconnect the CRM?');
  await press('Disconnect');
  await screen.findByText('No CRM is connected');
  expect(asked).toContain(`DELETE ${TENANT}/crm`);
});

it('shows what failed and sends it again', async () => {
  const { asked, states } = open(CRM, '/settings/crm?state=failed');
  await screen.findByText('Lead handed over');
  expect(states).toContain('failed');
  expect(screen.getByText('The CRM answered 500.')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Actions for lead_7' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Send again', hidden: true }));
  await screen.findByText('It is being sent again.');
  expect(asked).toContain(`POST ${TENANT}/crm-deliveries/7/redeliver`);
});
