import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';

import { refuse, renderAt, serve } from '../../testing/render';

const AGENT = {
  id: 2,
  email: 'agent1@demo.peyk',
  role: 'agent',
  tenant_id: 5,
  tenant_name: 'Palm Homes',
};
const ALL = '/api/tenants/5/conversations';
const ONE = `${ALL}/12`;

const conversation = (id: number, name: string, rest: object = {}) => ({
  id,
  contact: { name, phone: `9715000000${id}`, addresses: [], opted_out: false },
  chat_id: `9715000000${id}@c.us`,
  bot: 'answering',
  gate: 'open',
  gate_reason: null,
  paused_until: null,
  waiting_since: null,
  last_message_at: '2026-11-26T09:40:00Z',
  turns: 1,
  failure: null,
  ...rest,
});

const message = (id: number, body: string | null, rest: object = {}) => ({
  id,
  conversation_id: 12,
  direction: 'in',
  kind: 'text',
  body,
  media: null,
  chat_id: '971500000012@c.us',
  sent_at: new Date(Date.UTC(2024, 10, 25, 9, id)).toISOString(),
  reply: null,
  ...rest,
});

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

beforeEach(() => vi.stubGlobal('EventSource', Stream));

function open(path: string, first: object = {}) {
  let shown: Record<string, unknown> = conversation(12, 'Sara', first);
  const said = [message(2, 'A flat in Marina'), message(1, 'سلام')];
  const outbox: object[] = [];
  const others = [
    conversation(13, 'Omar', { bot: 'paused', paused_until: '2030-01-01T00:00:00Z' }),
    conversation(14, 'Ivan', { bot: 'opted_out' }),
  ];
  const change = (now: object) => () => {
    shown = { ...shown, ...now };
    return Response.json(shown);
  };
  const api = serve({
    'GET /api/me': () => Response.json({ user: AGENT }),
    [`GET ${ALL}`]: () => Response.json({ conversations: [shown, ...others] }),
    [`GET ${ONE}`]: () => Response.json({ ...shown, messages: [], outbox }),
    [`GET ${ONE}/messages`]: () => Response.json({ messages: said, next_after: 'x' }),
    [`POST ${ONE}/takeover`]: change({ bot: 'paused', paused_until: '2030-01-01T00:00:00Z' }),
    [`POST ${ONE}/resume`]: change({ bot: 'answering', paused_until: null }),
    'GET /api/tenants/5/leads': () => Response.json({ leads: [] }),
  });
  const router = renderAt(path);
  return { ...api, router, said, outbox };
}

const button = (name: string) => screen.findByRole('button', { name });
const talk = async () => within(await screen.findByRole('list', { name: 'Messages' }));

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
  fireEvent.click(screen.getByRole('radio', { name: 'With a person' }));
  await waitFor(() => expect(screen.queryByRole('link', { name: /Ivan/ })).toBeNull());
  expect(screen.getByRole('link', { name: /Omar/ })).toBeDefined();
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
    message(3, 'Which area?', { direction: 'out', reply: { id: 7, kind: 'answer', ack: 3 } }),
    message(4, 'From my phone', { direction: 'out' }),
  );
  const list = await talk();
  expect(list.getByText('سلام').getAttribute('dir')).toBe('auto');
  const bot = list.getByText('Which area?').closest('li')!;
  expect(within(bot).getByRole('img', { name: 'Read' })).toBeDefined();
  expect(within(bot).getByText('Bot')).toBeDefined();
  expect(within(list.getByText('From my phone').closest('li')!).getByText('Phone')).toBeDefined();
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
  expect(list.getByText('WhatsApp no longer has it.')).toBeDefined();
  const [voice] = list.getAllByRole('link', { name: /Voice message · Download/ });
  expect(voice?.getAttribute('href')).toBe('/api/tenants/5/messages/3/media');
});

it('takes over and gives back, seen before it is answered', async () => {
  const { asked } = open('/conversations/12');
  fireEvent.click(await button('Take over'));
  fireEvent.click(await button('Give back to the bot'));
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
  const bubble = () => list.getByText('I am on my way').closest('li')!;
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

it('shows what comes while it is open, and marks the others', async () => {
  const { said } = open('/conversations/12');
  await talk();
  const came = message(9, 'Is it still free?');
  said.unshift(came);
  act(() => {
    Stream.last.tell('message', came);
    Stream.last.tell('message', { ...message(90, 'Hello'), conversation_id: 13 });
  });
  await waitFor(async () => expect((await talk()).getByText('Is it still free?')).toBeDefined());
  const other = screen.getByRole('link', { name: /Omar/ });
  expect(within(other).getByText('Hello')).toBeDefined();
  expect(within(other).getByRole('img', { name: 'New messages: 1' })).toBeDefined();
});

it('leads from what is known to the message that said it, however far back', async () => {
  const { handlers, router } = open('/conversations/12');
  handlers[`GET /api/tenants/5/leads`] = () =>
    Response.json({
      leads: [
        {
          id: 3,
          conversation_id: 12,
          stage: 'qualified',
          score: { points: 80, class: 'hot', reasons: [] },
          slots: { area: { value: ['Dubai Marina'], message_id: 500, corrected_by: null } },
        },
      ],
    });
  let pages = 0;
  handlers[`GET ${ONE}/messages`] = () => {
    pages += 1;
    return pages === 1
      ? Response.json({ messages: [message(8, 'Newest')], next_before: 'older' })
      : Response.json({
          messages: [message(500, 'In the Marina', { sent_at: '2024-11-01T00:00:00Z' })],
        });
  };
  await screen.findByText('Dubai Marina');
  expect(screen.getByText('Hot · 80 points')).toBeDefined();
  fireEvent.click(screen.getByRole('link', { name: 'Show the message that said it: Area' }));
  const found = (await screen.findByText('In the Marina')).closest('li')!;
  await waitFor(() => expect(found.dataset['found']).toBe('true'));
  expect(router.state.location.search).toBe('?message=500');
});

it('says that a conversation is not there', async () => {
  const { handlers } = open('/conversations/12');
  handlers[`GET ${ONE}`] = () => refuse(404, 'conversation_not_found');
  await screen.findByText('It is not there any more. Somebody else may have been here.');
});
