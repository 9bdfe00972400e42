import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import type { Privacy } from '../../api/types';
import { MY_TENANT, person } from '../../testing/leads';
import { aPrivacy } from '../../testing/privacy';
import { refuse, renderAt, serve } from '../../testing/render';

const TENANT = `/api/tenants/${MY_TENANT}`;

const DEEDS = [
  { id: 9, actor: 'an operator', action: 'contact_erased', detail: 'contact:71' },
  {
    id: 7,
    actor: 'user:2 mariam@palm.example',
    action: 'privacy_changed',
    detail: 'days of messages: 365, of media: for ever',
  },
].map((entry) => ({ ...entry, at: '2026-11-26T09:00:00Z', tenant_id: MY_TENANT }));

function open(privacy: Partial<Privacy> = {}) {
  const saved: unknown[] = [];
  const now = aPrivacy({ messages_days: 365, messages_days_default: 365, ...privacy });
  const api = serve({
    'GET /api/me': () => Response.json(person('owner')),
    [`GET ${TENANT}/privacy`]: () => Response.json(now),
    [`PUT ${TENANT}/privacy`]: (body) => {
      saved.push(body);
      return Response.json({ ...now, ...(body as object), is_set: true });
    },
    [`GET ${TENANT}/audit`]: () => Response.json({ entries: DEEDS }),
  });
  renderAt('/settings/privacy');
  return { ...api, saved };
}

const messages = () => screen.findByLabelText<HTMLInputElement>('Messages: days');
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }));

it('keeps longer at once, in whatever digits, and says what the platform does', async () => {
  const { saved } = open({ messages_days_at_most: 1_000, is_set: false });
  const field = await messages();
  expect(field.value).toBe('365');
  screen.getByText('Platform default: 365 days. At most 1,000 days.');
  screen.getByText(/Nothing has been set here/);
  // With a limit there is no end that is none.
  expect(screen.queryByLabelText('Messages: days: Keep without end')).toBeNull();

  fireEvent.change(field, { target: { value: '1001' } });
  save();
  await screen.findByText('Enter a number of days from 1 to 1,000.');
  expect(saved).toEqual([]);
  fireEvent.change(field, { target: { value: '۷۳۰' } });
  save();
  await screen.findByText(/It holds from now on/);
  expect(saved).toEqual([{ messages_days: 730, media_days: null }]);
});

it('asks before something is removed, and names it', async () => {
  const { saved, handlers } = open();
  fireEvent.change(await messages(), { target: { value: '30' } });
  fireEvent.click(screen.getByLabelText(/files: days: Keep without end/));
  fireEvent.change(screen.getByLabelText(/files: days$/), { target: { value: '90' } });
  screen.getByText('Files go with their messages, so after 30 days.');
  save();
  const question = await screen.findByRole('dialog');
  within(question).getByText('messages older than 30 days, with their files');
  within(question).getByText('files older than 90 days');
  expect(saved).toEqual([]);

  const confirm = within(question).getByRole('button', { name: 'Save and remove' });
  const take = handlers[`PUT ${TENANT}/privacy`]!;
  handlers[`PUT ${TENANT}/privacy`] = () => refuse(503, 'database_unavailable');
  fireEvent.click(confirm);
  await within(question).findByText(/not available at the moment/);
  handlers[`PUT ${TENANT}/privacy`] = take;
  fireEvent.click(confirm);
  await waitFor(() => expect(saved).toEqual([{ messages_days: 30, media_days: 90 }]));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('tells who did what, in words', async () => {
  open();
  const erased = (await screen.findByText('Person no. 71')).closest('tr')!;
  within(erased).getByText('Customer erased');
  within(erased).getByText('an operator');
  screen.getByText('Messages: 365 days, files: without end');
  screen.getByText('mariam@palm.example');
});

/** What the browser was given to save. */
function files() {
  const found: Promise<string>[] = [];
  const names: string[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    found.push((file as Blob).text());
    return 'blob:one';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    names.push(this.download);
  });
  return { found, names };
}

/** An export in pieces; one that is cut short ends with an error. */
function lines(pieces: string[], isCut = false) {
  const left = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.shift();
      if (piece !== undefined) {
        controller.enqueue(new TextEncoder().encode(piece));
      } else if (isCut) {
        controller.error(new TypeError('network error'));
      } else {
        controller.close();
      }
    },
  });
  return new Response(body);
}

it('saves an export that came whole, and none that broke off', async () => {
  const { handlers } = open();
  const { found, names } = files();
  const whole = ['{"kind":"tenant"}\n{"kind":', '"user"}\n', '{"kind":"contact"}\n'];
  handlers[`GET ${TENANT}/export`] = () => lines(whole, true);
  fireEvent.click(await screen.findByRole('button', { name: 'Export everything' }));
  await screen.findByText('The export broke off, so nothing was saved. Try again.');
  expect(found).toEqual([]);

  handlers[`GET ${TENANT}/export`] = () => lines(whole);
  fireEvent.click(screen.getByRole('button', { name: 'Export everything' }));
  await screen.findByText(/^Saved: 3 records, 53 byte/);
  expect(await Promise.all(found)).toEqual([whole.join('')]);
  expect(names[0]).toMatch(/^peyk-tenant-5-\d{4}-\d\d-\d\d\.ndjson$/);

  handlers[`GET ${TENANT}/export`] = () => refuse(403, 'forbidden');
  fireEvent.click(screen.getByRole('button', { name: 'Export everything' }));
  await screen.findByText('You are not allowed to do this.');
  expect(found).toHaveLength(1);
});
