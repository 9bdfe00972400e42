import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';

import { aConversation as conversation, aMessage as message } from '../../testing/conversations';
import { aLead } from '../../testing/leads';
import { refuse, renderAt, serve } from '../../testing/render';
import type { BotState, Conversation } from '../../api/types';
import { filterOf, isWanted } from './filter';

const AGENT = {
  id: 2,
  email: 'agent1@demo.peyk',
  role: 'agent',
  tenant_id: 5,
  tenant_name: 'Palm Homes',
};
const ALL = '/api/tenants/5/conversations';
const ONE = `${ALL}/12`;

const reply = (id: number, body: string, rest: object = {}) => ({
  id,
  body,
  kind: 'agent',
  state: 'queued',
  reason: null,
  due_at: '2026-11-26T09:41:00Z',
  created_at: '2026-11-26T09:41:00Z',
  sent_at: null,
  ack: null,
  ...rest,
});

/** The stream of events, driven by the test. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static last: Stream;
  readyState = 1;

  constructor(readonly url: string) {
    super();
    Stream.last = this;
  }

  tell(type: string, data: object) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }

  close() {
    this.readyState = Stream.CLOSED;
  }
}

beforeEach(() => {
  vi.stubGlobal('EventSource', Stream);
  window.sessionStorage.clear();
});

const BOT: BotState = { flow: null, step: null, handed_over: false, next: null, planned: [] };

/** Where there is room beside the chat. */
function onWideScreen() {
  vi.stubGlobal('matchMedia', (query: string) =>
    Object.assign(new EventTarget(), { matches: query.startsWith('(min-width') }),
  );
}

function open(path: string, first: Partial<Conversation> = {}) {
  let shown: Conversation = conversation(12, 'Sara', first);
  const said = [message(2, 'A flat in Marina'), message(1, 'سلام')];
  const outbox: object[] = [];
  const bot: Record<string, unknown> = { ...BOT };
  const others: Conversation[] = [
    conversation(13, 'Omar', { bot: 'paused', paused_until: '2030-01-01T00:00:00Z' }),
    conversation(14, 'Ivan', { bot: 'opted_out' }),
  ];
  const change = (now: Partial<Conversation>) => () => {
    shown = { ...shown, ...now };
    return Response.json(shown);
  };
  const api = serve({
    'GET /api/me': () => Response.json({ user: AGENT }),
    [`GET ${ALL}`]: (_body, query) => {
      const wanted = filterOf(query.get('filter') ?? '');
      const found = [shown, ...others].filter((one) => isWanted(one, wanted));
      return Response.json({ conversations: found });
    },
    [`PUT ${ONE}/read`]: () => new Response(null, { status: 204 }),
    [`GET ${ONE}/bot`]: () => Response.json(bot),
    [`GET ${ONE}`]: () => Response.json({ ...shown, messages: [], outbox }),
    [`GET ${ONE}/messages`]: () => Response.json({ messages: said, next_after: 'x' }),
    [`POST ${ONE}/takeover`]: change({ bot: 'paused', paused_until: '2030-01-01T00:00:00Z' }),
    [`POST ${ONE}/resume`]: change({ bot: 'answering', paused_until: null }),
  });
  const router = renderAt(path);
  return { ...api, router, said, outbox, bot };
}

const button = (name: string) => screen.findByRole('button', { name });
const talk = async () => {
  const list = within(await screen.findByRole('list', { name: 'Messages' }));
  await list.findAllByRole('listitem');
  return list;
};

it('lists who writes, and opens a chat', async () => {
  const { router } = open('/conversations?filter=bot');
  const row = await screen.findByRole('link', { name: /Sara/ });
  expect(screen.queryByRole('link', { name: /Omar/ })).toBeNull();
  fireEvent.click(row);
  expect((await talk()).getByText('A flat in Marina')).toBeDefined();
  expect(router.state.location.pathname).toBe('/conversations/12');
  expect(router.state.location.search).toBe('?filter=bot');
});

it('narrows the list to those who are with a person', async () => {
  open('/conversations');
  await screen.findByRole('link', { name: /Ivan/ });
  fireEvent.click(screen.getByRole('radio', { name: 'Paused' }));
  await waitFor(() => expect(screen.queryByRole('link', { name: /Ivan/ })).toBeNull());
  await screen.findByRole('link', { name: /Omar/ });
});

it('says when there are no conversations', async () => {
  const { handlers } = open('/conversations?search=nobody');
  await screen.findByRole('link', { name: /Sara/ });
  handlers[`GET ${ALL}`] = () => Response.json({ conversations: [] });
  fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
  await screen.findByText('No conversations yet');
});

it('says when they cannot be loaded, and tries again', async () => {
  const { handlers } = open('/conversations');
  const working = handlers[`GET ${ALL}`]!;
  handlers[`GET ${ALL}`] = () => refuse(403, 'forbidden');
  await screen.findByText('You are not allowed to do this.');
  handlers[`GET ${ALL}`] = working;
  fireEvent.click(await button('Try again'));
  await screen.findByRole('link', { name: /Sara/ });
});

it('shows each message in its own direction, with its day, its author and its ticks', async () => {
  const { said } = open('/conversations/12');
  said.unshift(
    message(3, 'Which area?', {
      direction: 'out',
      by: 'bot',
      ack: 3,
      reply: { id: 7, kind: 'answer', ack: 3 },
    }),
    message(4, 'From my phone', { direction: 'out', by: 'phone', ack: 1 }),
  );
  const list = await talk();
  expect(list.getByText('سلام').getAttribute('dir')).toBe('auto');
  const bot = list.getByText('Which area?').closest<HTMLElement>('.chat-row')!;
  expect(within(bot).getByRole('img', { name: 'Read' })).toBeDefined();
  expect(within(bot).getByText('Bot')).toBeDefined();
  expect(
    within(list.getByText('From my phone').closest<HTMLElement>('.chat-row')!).getByText('Phone'),
  ).toBeDefined();
  expect(list.getByText(/^Monday,? 25 November 2024$/)).toBeDefined();
});

it('says in words what became of a file', async () => {
  const { said } = open('/conversations/12');
  const file = (id: number, kind: string, state: string) =>
    message(id, null, {
      kind: 'media',
      media: { kind, state, mime: 'audio/ogg', filename: null, size: 2_400 },
    });
  said.unshift(
    file(6, 'voice', 'wanted'),
    file(5, 'document', 'refused'),
    file(4, 'image', 'gone'),
    file(3, 'voice', 'stored'),
  );
  const list = await talk();
  expect(list.getByText('It is being fetched from WhatsApp.')).toBeDefined();
  expect(list.getByText('It is too large to be kept. It is on the phone.')).toBeDefined();
  expect(list.getByText('The file is no longer kept.')).toBeDefined();
  const voice = list.getAllByRole('group', { name: 'Voice message' })[0]!;
  expect(voice.querySelector('audio')?.getAttribute('src')).toBe('/api/tenants/5/messages/3/media');
  expect(within(voice).getByRole('button', { name: 'Play' })).toBeDefined();
});

it('takes over and gives back, seen before it is answered', async () => {
  const { asked } = open('/conversations/12');
  fireEvent.click(await button('Take over'));
  fireEvent.click(await button('Give back'));
  await button('Take over');
  await waitFor(() => expect(asked).toContain(`POST ${ONE}/resume`));
  expect(asked).toContain(`POST ${ONE}/takeover`);
});

it('takes back what it showed when the service refuses', async () => {
  const { handlers } = open('/conversations/12');
  handlers[`POST ${ONE}/takeover`] = () => refuse(503, 'database_unavailable');
  fireEvent.click(await button('Take over'));
  await screen.findByText('The service is not available at the moment. Try again shortly.');
  await button('Take over');
});

it('asks before it stops all messages', async () => {
  const { asked, handlers } = open('/conversations/12');
  handlers[`PUT ${ONE}/opt-out`] = () =>
    Response.json(
      conversation(12, 'Sara', {
        bot: 'opted_out',
        contact: { name: 'Sara', phone: null, addresses: [], opted_out: true },
      }),
    );
  fireEvent.click(await button('Actions'));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Stop messages' }));
  await screen.findByText('Send no more messages?');
  expect(asked).not.toContain(`PUT ${ONE}/opt-out`);
  fireEvent.click(screen.getAllByRole('button', { name: 'Stop messages', hidden: true }).at(-1)!);
  await waitFor(() => expect(asked).toContain(`PUT ${ONE}/opt-out`));
});

async function write(text: string) {
  fireEvent.change(await screen.findByRole('textbox', { name: 'Message' }), {
    target: { value: text },
  });
  fireEvent.click(await button('Send'));
}

it('shows at once what is written, and says it once', async () => {
  const { handlers, outbox } = open('/conversations/12');
  let answer: (() => Response) | null = null;
  const bodies: unknown[] = [];
  handlers[`POST ${ONE}/messages`] = (body) => {
    bodies.push(body);
    if (!answer) {
      return refuse(503, 'database_unavailable');
    }
    return answer();
  };
  await write('  I am on my way ');
  const list = await talk();
  const bubble = () => list.getByText('I am on my way').closest<HTMLElement>('.chat-row')!;
  await waitFor(() => expect(within(bubble()).getByText('Not sent')).toBeDefined());

  answer = () => {
    const now = reply(80, 'I am on my way');
    outbox.push(now);
    return Response.json(now, { status: 201 });
  };
  fireEvent.click(within(bubble()).getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(within(bubble()).getByText('Being sent')).toBeDefined());
  expect(bodies).toEqual([{ text: 'I am on my way' }, { text: 'I am on my way' }]);
  expect(list.getAllByText('I am on my way')).toHaveLength(1);
});

it('says in words that the customer wants no messages', async () => {
  const { handlers } = open('/conversations/12');
  handlers[`POST ${ONE}/messages`] = () => refuse(409, 'opted_out');
  await write('One more thing');
  await screen.findByText('The customer wants no messages, so this was not sent.');
  fireEvent.click(await button('Discard'));
  await waitFor(() => expect(screen.queryByText('One more thing')).toBeNull());
});

it('shows what comes while it is open, and replaces what changes', async () => {
  open('/conversations/12');
  await talk();
  const came = message(9, 'Is it still free?');
  act(() => Stream.last.tell('message', came));
  const list = await talk();
  await list.findByText('Is it still free?');

  act(() =>
    Stream.last.tell('message', {
      ...came,
      body: 'Is the villa free?',
      edited_at: '2026-11-26T09:40:00Z',
      reactions: [{ emoji: '👍', by: 'customer' }],
    }),
  );
  const row = (await list.findByText('Is the villa free?')).closest<HTMLElement>('.chat-row')!;
  expect(within(row).getByText('edited')).toBeDefined();
  expect(within(row).getByRole('img', { name: 'The customer reacted: 👍' })).toBeDefined();

  act(() => Stream.last.tell('message', { ...came, body: null, revoked_at: 'now' }));
  await list.findByText('This message was deleted');
  expect(list.queryByText('Is the villa free?')).toBeNull();
});

it('moves who writes to the top, with what they said and how much is unread', async () => {
  open('/conversations/12');
  const before = await screen.findByRole('link', { name: /Ivan/ });
  expect(before.closest('ul')?.firstElementChild?.textContent).toContain('Sara');
  const last_message = {
    ...message(90, 'Hello again'),
    media_kind: null,
    revoked: false,
  };
  act(() =>
    Stream.last.tell(
      'conversation',
      conversation(14, 'Ivan', {
        last_message_at: '2026-11-26T10:00:00Z',
        last_message,
        unread: 2,
        needs_person_since: '2026-11-26T10:00:00Z',
      }),
    ),
  );
  await screen.findByText('Hello again');
  const row = screen.getByRole('link', { name: /Ivan/ });
  expect(row.closest('ul')?.firstElementChild?.contains(row)).toBe(true);
  expect(within(row).getByRole('img', { name: 'New messages: 2' })).toBeDefined();
  expect(within(row).getByText('Waits')).toBeDefined();
});

it('takes a conversation out of a list to which it does not belong any more', async () => {
  open('/conversations?filter=paused');
  await screen.findByRole('link', { name: /Omar/ });
  act(() => Stream.last.tell('conversation', conversation(13, 'Omar')));
  await screen.findByText('Nothing found');
});

it('says where one stopped reading, and that it is read once it is seen', async () => {
  const { asked, handlers } = open('/conversations/12', { unread: 1 });
  const bodies: unknown[] = [];
  handlers[`PUT ${ONE}/read`] = (body) => {
    bodies.push(body);
    return new Response(null, { status: 204 });
  };
  const list = await talk();
  const mark = list.getByText('New messages');
  const row = list.getByText('A flat in Marina').closest('.chat-row')!;
  expect(mark.compareDocumentPosition(row)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  await waitFor(() => expect(bodies).toEqual([{ up_to: 2 }]));
  expect(asked.filter((call) => call === `PUT ${ONE}/read`)).toHaveLength(1);
});

it('leads from what is known to the message that said it, however far back', async () => {
  onWideScreen();
  const { handlers, router } = open('/conversations/12', { lead_id: 3 });
  handlers['GET /api/tenants/5/leads/3'] = () =>
    Response.json(
      aLead(3, {
        score: { points: 80, class: 'hot', reasons: [{ rule: 'b', points: 3, text: 'Budget' }] },
        slots: { area: { value: ['Dubai Marina'], message_id: 500, corrected_by: null } },
      }),
    );
  const places: (string | null)[] = [];
  const recent = handlers[`GET ${ONE}/messages`]!;
  handlers[`GET ${ONE}/messages`] = (body, query) => {
    places.push(query.get('around'));
    return query.has('around')
      ? Response.json({
          messages: [message(500, 'In the Marina', { sent_at: '2024-11-01T00:00:00Z' })],
          next_before: 'older',
          next_after: 'newer',
        })
      : recent(body, query);
  };
  await screen.findByText('Dubai Marina');
  expect(screen.getByText('Hot 80')).toBeDefined();
  fireEvent.click(screen.getByRole('link', { name: 'Source message (Area)' }));
  const found = (await screen.findByText('In the Marina')).closest<HTMLElement>('.chat-row')!;
  await waitFor(() => expect(found.dataset['found']).toBe('true'));
  expect(router.state.location.search).toBe('?message=500');
  expect(places).toContain('500');
  expect(screen.getByRole('button', { name: 'To the newest message' })).toBeDefined();
});

it('says what the bot will do next, and prevents it', async () => {
  onWideScreen();
  const { asked, bot, handlers } = open('/conversations/12');
  bot['step'] = { id: 'budget', kind: 'ask', text: 'What is your budget?' };
  bot['next'] = { at: '2030-01-01T09:00:00Z', kind: 'follow_up' };
  handlers[`DELETE ${ONE}/next`] = () => {
    bot['next'] = null;
    return new Response(null, { status: 204 });
  };
  await screen.findByText('What is your budget?');
  fireEvent.click(screen.getByRole('button', { name: /^Cancel: It asks again/ }));
  await screen.findByText('It waits for the customer.');
  expect(asked).toContain(`DELETE ${ONE}/next`);
});

it('offers the answers of the FAQ after a slash, by keyboard', async () => {
  const { handlers } = open('/conversations/12');
  handlers['GET /api/tenants/5/faq'] = () =>
    Response.json({
      entries: [
        { question: 'Where are you?', answers: { en: 'Marina Plaza, floor 12' } },
        { question: 'The fee?', answers: { en: 'Two per cent' } },
      ],
    });
  const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
  fireEvent.change(field, { target: { value: '/' } });
  await screen.findByRole('option', { name: /Marina Plaza/ });
  fireEvent.keyDown(field, { key: 'ArrowDown' });
  const second = screen.getByRole('option', { name: /Two per cent/ });
  expect(second.getAttribute('aria-selected')).toBe('true');
  fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() => expect(field.value).toBe('Two per cent'));
  expect(screen.queryByRole('option')).toBeNull();
});

it('keeps what was begun in a chat', async () => {
  const { router } = open('/conversations/12');
  fireEvent.change(await screen.findByRole('textbox', { name: 'Message' }), {
    target: { value: 'I will' },
  });
  await act(() => router.navigate('/conversations'));
  const row = await screen.findByRole('link', { name: /Sara/ });
  expect(within(row).getByText('Draft:')).toBeDefined();
  await act(() => router.navigate('/conversations/12'));
  const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });
  expect(field.value).toBe('I will');
});

it('goes from chat to chat and back to the list by keyboard', async () => {
  const { router } = open('/conversations/12');
  await screen.findByRole('link', { name: /Omar/ });
  await talk();
  fireEvent.keyDown(document.body, { key: 'ArrowDown', altKey: true });
  await waitFor(() => expect(router.state.location.pathname).not.toBe('/conversations/12'));
  fireEvent.keyDown(document.body, { key: 'Escape' });
  await waitFor(() => expect(router.state.location.pathname).toBe('/conversations'));
  const rows = screen.getAllByRole('link', { name: /Sara|Omar|Ivan/ });
  rows[0]!.focus();
  fireEvent.keyDown(rows[0]!, { key: 'j' });
  await waitFor(() => expect(document.activeElement).toBe(rows[1]));
});

it('says that a conversation is not there', async () => {
  const { handlers } = open('/conversations/12');
  handlers[`GET ${ONE}`] = () => refuse(404, 'conversation_not_found');
  await screen.findByText('It is not there any more. Somebody else may have been here.');
});
