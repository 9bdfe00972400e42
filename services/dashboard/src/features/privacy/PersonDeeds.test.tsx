import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';

import { aConversation } from '../../testing/conversations';
import { aLead, MY_TENANT, person } from '../../testing/leads';
import { refuse, renderAt, serve } from '../../testing/render';
import { keep, kept } from '../auth/kept';

const TENANT = `/api/tenants/${MY_TENANT}`;
const CHAT = `${TENANT}/conversations/12`;

beforeEach(() => {
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      close() {}
    },
  );
  window.sessionStorage.clear();
});

function open(path: string, role: 'owner' | 'agent' = 'owner') {
  const erased: string[] = [];
  const sara = aConversation(12, 'Sara', {
    contact: { name: 'Sara', phone: '971500000012', addresses: [], opted_out: false },
  });
  const lead = aLead(1, { name: 'Sara', conversation_id: 12, phone: '971500000012' });
  const isThere = () => erased.length === 0;
  const erase = (id: string) => () => {
    erased.push(id);
    return Response.json({ erasing: true }, { status: 202 });
  };
  const api = serve({
    'GET /api/me': () => Response.json(person(role)),
    [`GET ${TENANT}/conversations`]: () =>
      Response.json({ conversations: isThere() ? [sara] : [] }),
    [`GET ${CHAT}`]: () =>
      isThere() ? Response.json({ ...sara, outbox: [] }) : refuse(404, 'conversation_not_found'),
    [`GET ${CHAT}/messages`]: () => Response.json({ messages: [] }),
    [`GET ${TENANT}/leads`]: () => Response.json({ leads: isThere() ? [lead] : [] }),
    [`GET ${TENANT}/leads/1`]: () => Response.json(lead),
    // The number is of two contacts, as long as WhatsApp has not said that they are one.
    [`GET ${TENANT}/contacts`]: (_body, query) =>
      Response.json({
        contacts: query.get('phone') === '+971500000012' ? [{ id: 70 }, { id: 71 }] : [{ id: 71 }],
      }),
    [`DELETE ${TENANT}/contacts/70`]: erase('70'),
    [`DELETE ${TENANT}/contacts/71`]: erase('71'),
  });
  const router = renderAt(path);
  return { ...api, erased, router };
}

async function choose(menu: string, entry: string) {
  fireEvent.click(await screen.findByRole('button', { name: menu }));
  fireEvent.click(await screen.findByRole('menuitem', { name: entry }));
  return screen.findByRole('dialog');
}

it('erases a person from the chat, everywhere they are known, and says so', async () => {
  keep(`draft.${MY_TENANT}.12`, 'Dear Sara');
  const { erased, handlers, router } = open('/conversations/12?filter=unread');
  const question = await choose('Actions', 'Erase this person');
  within(question).getByText(/cannot be undone/);
  await within(question).findByText(/under 2 entries/);
  const confirm = within(question).getByRole('button', { name: 'Erase for good' });

  // The second fails at first; the first is gone by then, and that is well.
  const second = handlers[`DELETE ${TENANT}/contacts/70`]!;
  handlers[`DELETE ${TENANT}/contacts/70`] = () => refuse(503, 'database_unavailable');
  fireEvent.click(confirm);
  await within(question).findByText(/not available at the moment/);
  expect(erased).toEqual(['71']);
  handlers[`DELETE ${TENANT}/contacts/71`] = () => refuse(404, 'contact_not_found');
  handlers[`DELETE ${TENANT}/contacts/70`] = second;
  fireEvent.click(confirm);
  await screen.findByText(/^The person is erased/);
  expect(erased).toEqual(['71', '70']);
  expect(router.state.location.pathname + router.state.location.search).toBe(
    '/conversations?filter=unread',
  );
  await waitFor(() => expect(screen.queryByText('Sara')).toBeNull());
  expect(kept(`draft.${MY_TENANT}.12`)).toBeNull();
});

it('erases a person from the lead’s page', async () => {
  const { erased, router } = open('/leads/1');
  const question = await choose('Actions for Sara', 'Erase this person');
  const confirm = within(question).getByRole('button', { name: 'Erase for good' });
  await waitFor(() => expect(confirm.hasAttribute('disabled')).toBe(false));
  fireEvent.click(confirm);
  await screen.findByText(/^The person is erased/);
  expect(erased).toEqual(['71', '70']);
  expect(router.state.location.pathname).toBe('/leads');
});

it('exports first, all that is known under either entry', async () => {
  const { handlers, asked } = open('/conversations/12');
  const saved: Promise<string>[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    saved.push((file as Blob).text());
    return 'blob:one';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  for (const id of [70, 71]) {
    handlers[`GET ${TENANT}/contacts/${id}/export`] = () => new Response(`{"of":${id}}\n`);
  }
  fireEvent.click(
    within(await choose('Actions', 'Erase this person')).getByRole('button', {
      name: 'Export first',
    }),
  );
  const start = await screen.findByRole('button', { name: 'Export' });
  await waitFor(() => expect(start.hasAttribute('disabled')).toBe(false));
  fireEvent.click(start);
  await screen.findByText(/^Saved: 2 records/);
  expect(await saved[0]).toBe('{"of":71}\n{"of":70}\n');
  expect(asked.filter((call) => call.startsWith('DELETE'))).toEqual([]);
});

it('offers neither to agents, who may not', async () => {
  open('/conversations/12', 'agent');
  fireEvent.click(await screen.findByRole('button', { name: 'Actions' }));
  await screen.findByRole('menuitem', { name: 'Stop messages' });
  expect(screen.queryByRole('menuitem', { name: 'Erase this person' })).toBeNull();
  expect(screen.queryByRole('menuitem', { name: /Export/ })).toBeNull();
});

it('no longer shows whom a colleague erased meanwhile', async () => {
  const { erased } = open('/conversations/12');
  await screen.findByRole('heading', { level: 2, name: 'Sara' });
  erased.push('71');
  window.dispatchEvent(new Event('online'));
  await screen.findByText(/It is not there any more/);
  expect(screen.queryByRole('heading', { level: 2, name: 'Sara' })).toBeNull();
});
