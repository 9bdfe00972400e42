import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import { MY_TENANT, person } from '../../testing/leads';
import { refuse, renderAt, serve } from '../../testing/render';
import type { FlowDraft } from './api/flows';
import type { Flow } from './flow';
import { aDraft, aFlow } from '../../testing/bot';

const FLOWS = `/api/tenants/${MY_TENANT}/flows`;
const DRAFT = `${FLOWS}/rent/draft`;
const SUMMARY = {
  flow: 'rent',
  revision: 7,
  draft_by: 'mariam@palm.example',
  draft_at: '2026-11-26T09:00:00Z',
  version: 3,
  published_at: '2026-11-20T09:00:00Z',
};

// A whole flow is many fields, and the machine may be building something else.
vi.setConfig({ testTimeout: 20_000 });

function open(
  path: string,
  draft = aDraft(),
  role: 'owner' | 'agent' = 'owner',
  flows = [SUMMARY],
) {
  const saved: { revision: string | null; flow: Flow }[] = [];
  let kept: FlowDraft = draft;
  const api = serve({
    'GET /api/me': () => Response.json(person(role)),
    'GET /api/flow-templates': () =>
      Response.json({ templates: [{ id: 'rent', document: aFlow() }], default: 'rent' }),
    [`GET ${FLOWS}`]: () => Response.json({ flows, template: 'rent' }),
    [`GET ${DRAFT}`]: () => Response.json(kept),
    [`PUT ${DRAFT}`]: (body, query) => {
      saved.push({ revision: query.get('revision'), flow: body as Flow });
      kept = { ...kept, revision: kept.revision + 1, document: body as Flow };
      return Response.json(kept);
    },
    [`GET ${FLOWS}/rent/versions/3`]: () =>
      Response.json({ version: { version: 3 }, document: aFlow() }),
  });
  const router = renderAt(path);
  return { ...api, saved, router, now: () => kept };
}

const greeting = () =>
  screen.findByLabelText<HTMLTextAreaElement>('Greeting', { selector: 'textarea' });

it('leads to the words, and saves a changed greeting by itself with all that it does not know', async () => {
  const { saved } = open('/bot');
  fireEvent.change(await greeting(), { target: { value: 'Good morning!' } });
  await screen.findByText('Not saved yet');
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]).toEqual({
    revision: '7',
    flow: { ...aFlow(), opening: { ...aFlow().opening, en: 'Good morning!' } },
  });
  await screen.findByText('· not published');

  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect((await greeting()).value).toBe('Hello from {agency}!');
  await waitFor(() => expect(saved).toHaveLength(2));
  expect(saved[1]).toEqual({ revision: '8', flow: aFlow() });
  await screen.findByText('Saved');
});

it('begins with a template', async () => {
  const { saved, router } = open('/bot', aDraft(), 'owner', []);
  await screen.findByText('In use');
  fireEvent.click(screen.getByRole('button', { name: 'Start with this' }));
  await greeting();
  expect(saved[0]?.revision).toBe('0');
  expect(router.state.location.pathname).toBe('/bot/rent');
});

it('shows what the linter found at its field, and leads there', async () => {
  const finding = {
    severity: 'error',
    step: 'intent',
    field: 'steps[0].ask.choices[1].labels.fa',
    path: '/steps/0/ask/choices/1/labels/fa',
    message: 'is missing: translate it, or remove the language from `languages`',
  };
  const { router } = open('/bot/rent', aDraft({ findings: [finding] }));
  await greeting();
  // Marked at the language too, before anybody looks for it.
  expect(within(screen.getByRole('tab', { name: /فارسی/ })).getByText('1')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'To fix: 1' }));
  fireEvent.click(await screen.findByText(/^Request · فارسی/));
  await screen.findAllByText(/^Not translated yet/);
  await waitFor(() => expect(router.state.location.search).toContain('lang=fa'));
  await waitFor(() =>
    expect(document.activeElement?.closest('[data-path]')?.getAttribute('data-path')).toBe(
      finding.path,
    ),
  );

  fireEvent.click(screen.getByRole('button', { name: 'Publish' }));
  await screen.findByText('These have to be fixed first:');
});

it('publishes what was saved, and says what it means for conversations under way', async () => {
  const { handlers } = open('/bot/rent');
  let published: unknown;
  handlers[`POST ${FLOWS}/rent/publish`] = (body) => {
    published = body;
    const version = { version: 4, note: null, restores: null, by: 'me', at: SUMMARY.draft_at };
    return Response.json({ version, findings: [] });
  };
  fireEvent.change(await greeting(), { target: { value: 'Good morning!' } });
  fireEvent.click(screen.getByRole('button', { name: 'Publish' }));
  await screen.findByText(/nothing changes in them/);
  await screen.findByText('Parts that change: 1 (Greeting).');
  const dialog = screen.getByRole('dialog');
  fireEvent.change(within(dialog).getByLabelText(/^Note/), { target: { value: 'Warmer' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Publish' }));
  await screen.findByText(/Published as version 4/);
  expect(published).toEqual({ revision: 8, note: 'Warmer' });
});

it('loses neither of two who write at once', async () => {
  const { handlers, saved } = open('/bot/rent');
  const accept = handlers[`PUT ${DRAFT}`]!;
  handlers[`PUT ${DRAFT}`] = () => refuse(409, 'draft_changed');
  fireEvent.change(await greeting(), { target: { value: 'Mine' } });
  await screen.findByText('Somebody else has changed this draft');
  expect((await greeting()).value).toBe('Mine');

  const theirs = aDraft({ revision: 11, document: aFlow({ opening: { en: 'Theirs' } }) });
  handlers[`GET ${DRAFT}`] = () => Response.json(theirs);
  handlers[`PUT ${DRAFT}`] = accept;
  fireEvent.click(screen.getByRole('button', { name: 'Take theirs' }));
  await waitFor(async () => expect((await greeting()).value).toBe('Theirs'));
  await screen.findByText('· not published');
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect((await greeting()).value).toBe('Mine');
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]?.revision).toBe('11');
});

it('lets an agent look and try, and change nothing', async () => {
  const { handlers, saved } = open('/bot/rent', aDraft(), 'agent');
  let played: unknown;
  handlers[`POST ${FLOWS}/rent/try`] = (body) => {
    played = body;
    const { inputs } = body as { inputs: { at: string }[] };
    const turn = {
      at: inputs[0]!.at,
      inputs: [0],
      says: [{ kind: 'answer', text: 'Hello from Palm Homes!' }],
      place: 'step',
      step: 'intent',
      language: 'en',
      misses: 0,
      slots: { area: ['Dubai Marina'] },
      score: null,
      hand_off: null,
      wake_at: '2030-01-01T00:00:00Z',
    };
    return Response.json({ version: 4, turns: [turn] });
  };
  expect((await greeting()).readOnly).toBe(true);
  expect(screen.queryByRole('button', { name: 'Publish' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Try it' }));
  fireEvent.click(await screen.findByText('Hello, I’m looking for a flat'));
  await screen.findByText('Hello from Palm Homes!');
  expect(played).toMatchObject({
    inputs: [{ text: 'Hello, I’m looking for a flat' }],
    until: null,
  });
  expect(screen.getByText('Dubai Marina')).toBeTruthy();
  // What is offered is what the step offers.
  fireEvent.click(screen.getByRole('button', { name: 'A person' }));
  fireEvent.click(screen.getByRole('button', { name: 'Next event' }));
  await waitFor(() =>
    expect(played).toMatchObject({
      inputs: [{}, { text: 'A person' }],
      until: '2030-01-01T00:00:00.000Z',
    }),
  );
  expect(saved).toEqual([]);
});

it('replays the past with the draft, and shows what would have gone otherwise', async () => {
  const { handlers } = open('/bot/rent/replay');
  let asked: unknown;
  const turn = (text: string) => ({
    at: '2026-11-20T09:00:00Z',
    inputs: [0],
    says: [{ kind: 'answer', text }],
    place: 'step',
    step: 'budget',
    language: 'en',
    misses: 0,
    slots: {},
    score: null,
    hand_off: null,
    wake_at: null,
  });
  const replayed = (id: number, changed: boolean) => ({
    conversation_id: id,
    name: `Customer ${id}`,
    at: '2026-11-20T09:00:00Z',
    changed,
    inputs: [{ message_id: 5, at: '2026-11-20T09:00:00Z', kind: 'text', text: 'Good evening' }],
    differences: changed
      ? [{ kind: 'slots', turn: 0, before: null, after: 'area: Dubai Marina' }]
      : [],
    before: { version: 3, turns: [turn('As it was')] },
    after: { version: 4, turns: [turn('As it would be')] },
  });
  handlers[`POST ${FLOWS}/rent/replay`] = (body) => {
    asked = body;
    const conversations = [replayed(60, true), replayed(61, false)];
    return Response.json({ compared: 2, changed: 1, unread: 0, unplayed: 0, conversations });
  };
  fireEvent.click(await screen.findByLabelText('50'));
  fireEvent.click(screen.getByText('Play them'));
  await screen.findByText('Would have gone otherwise: 1 of 2');
  expect(asked).toEqual({
    version: null,
    against: null,
    conversations: 50,
    conversation_ids: null,
  });
  expect(screen.queryByText('Customer 61')).toBeNull();
  fireEvent.click(screen.getByText('Customer 60'));
  await screen.findByText('Good evening');
  for (const text of ['As it was', 'As it would be', 'area: Dubai Marina']) {
    expect(screen.getByText(text)).toBeTruthy();
  }
});
