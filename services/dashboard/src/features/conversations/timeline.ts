import type { PagedMessage, Reply } from '../../api/types';

/** What a person has written and the service has not taken yet. */
export interface Writing {
  key: string;
  text: string;
  at: string;
  error: Error | null;
}

export type Item =
  | { kind: 'message'; key: string; at: string; message: PagedMessage }
  | { kind: 'reply'; key: string; at: string; reply: Reply }
  | { kind: 'writing'; key: string; at: string; writing: Writing };

export const PENDING: readonly string[] = ['queued', 'typing', 'sending'];

/** How long after it was sent a reply may not be among the messages yet. */
const ECHO = 60_000;

/**
 * What is shown of a conversation, from the oldest to what is still to be said. A reply that is a message by now is
 * shown as the message, under the same key.
 */
export function timeline(
  messages: readonly PagedMessage[],
  outbox: readonly Reply[],
  writings: readonly Writing[],
): Item[] {
  const acks = new Map(outbox.map((reply) => [reply.id, reply.ack]));
  const said = new Set(messages.map(({ reply }) => reply?.id));
  const times = messages.map(({ sent_at }) => Date.parse(sent_at));
  const oldest = Math.min(...times);
  const newest = Math.max(...times);

  const past: Item[] = messages.map((message) => ({
    kind: 'message',
    key: message.reply ? `r${message.reply.id}` : `m${message.id}`,
    at: message.sent_at,
    message: withAck(message, acks),
  }));
  const future: Item[] = [];
  for (const reply of outbox) {
    const at = reply.sent_at ?? reply.due_at;
    const item: Item = { kind: 'reply', key: `r${reply.id}`, at, reply };
    if (said.has(reply.id)) {
      continue;
    }
    if (PENDING.includes(reply.state)) {
      future.push(item);
    } else if (isWorthShowing(reply, Date.parse(at), messages.length > 0, oldest, newest)) {
      past.push(item);
    }
  }
  const byTime = (one: Item, other: Item) => Date.parse(one.at) - Date.parse(other.at);
  const inOrder = (one: Item, other: Item) => byTime(one, other) || idOf(one) - idOf(other);
  return [
    ...past.toSorted(inOrder),
    ...future.toSorted(inOrder),
    ...writings.map((writing): Item => ({
      kind: 'writing',
      key: `w${writing.key}`,
      at: writing.at,
      writing,
    })),
  ];
}

/** Of what is neither a message nor to come: the outbox reaches further back than what is read of the messages. */
function isWorthShowing(
  { state, kind }: Reply,
  at: number,
  hasMessages: boolean,
  oldest: number,
  newest: number,
): boolean {
  if (state === 'sent') {
    return !hasMessages || at >= newest - ECHO;
  }
  // The bot thinks better of many things; what a person wrote is missed when it is not there.
  const isMissed = state !== 'cancelled' || kind === 'agent';
  return isMissed && (!hasMessages || at >= oldest);
}

function withAck(message: PagedMessage, acks: Map<number, number | null>): PagedMessage {
  const { reply } = message;
  const ack = reply && acks.get(reply.id);
  return reply && ack != null && ack !== reply.ack
    ? { ...message, reply: { ...reply, ack } }
    : message;
}

function idOf(item: Item): number {
  return item.kind === 'message' ? item.message.id : item.kind === 'reply' ? item.reply.id : 0;
}

/** The day by the reader's clock, for comparing. */
export const dayOf = (iso: string) => new Date(iso).toDateString();

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** After how long it is worth looking how far what is being said is; false: not before something else happens. */
export function outboxPace(outbox: readonly Reply[], now: number): number | false {
  const soon = outbox.filter(
    ({ state, due_at }) => PENDING.includes(state) && Date.parse(due_at) < now + 10 * SECOND,
  );
  if (soon.length === 0) {
    return false;
  }
  // Of what has waited for longer, WhatsApp is not connected.
  return soon.some(({ due_at }) => Date.parse(due_at) > now - MINUTE) ? 2 * SECOND : 10 * SECOND;
}

/** Whether ticks or a file are still to come: no event tells of them. */
export function isUnsettled(messages: readonly PagedMessage[], now: number): boolean {
  return messages.some(
    ({ sent_at, media, reply }) =>
      Date.parse(sent_at) > now - 10 * MINUTE &&
      (media?.state === 'wanted' ||
        (reply !== null && (reply.ack ?? 0) >= 0 && (reply.ack ?? 0) < 3)),
  );
}
