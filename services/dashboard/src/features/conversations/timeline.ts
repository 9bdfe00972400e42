import type { Part } from './api/messages';
import type { PagedMessage, Reply } from './contract';

/** What a person has written and the service has not taken yet. */
export interface Writing {
  key: string;
  text: string;
  at: string;
  error: Error | null;
}

interface Placed {
  key: string;
  at: string;
  time: number;
}

export type Item = Placed &
  (
    | { kind: 'message'; message: PagedMessage }
    | { kind: 'reply'; reply: Reply }
    | { kind: 'writing'; writing: Writing }
  );

export const PENDING: readonly string[] = ['queued', 'typing', 'sending'];

/** A farewell, and a card for the team, are said whatever happens. */
const CANCELLABLE: readonly string[] = ['answer', 'follow_up', 'agent'];

/** Whether something that waits may still be taken back. */
export const canBeCancelled = ({ state, kind }: Reply) =>
  state === 'queued' && CANCELLABLE.includes(kind);

/** How long after it was sent a reply may not be among the messages yet. */
const ECHO = 60_000;

/** Each message of the parts once. */
export function messagesOf(parts: readonly Part[]): PagedMessage[] {
  const seen = new Set<number>();
  const all: PagedMessage[] = [];
  for (const { messages } of parts) {
    for (const message of messages) {
      if (!seen.has(message.id)) {
        seen.add(message.id);
        all.push(message);
      }
    }
  }
  return all;
}

/** The same item for the same message: what did not change is not drawn again, in thousands of them. */
const ITEMS = new WeakMap<PagedMessage, Item>();

function itemOf(message: PagedMessage): Item {
  const known = ITEMS.get(message);
  if (known) {
    return known;
  }
  const at = message.sent_at;
  const key = message.reply ? `r${message.reply.id}` : `m${message.id}`;
  const item: Item = { kind: 'message', key, at, time: Date.parse(at), message };
  ITEMS.set(message, item);
  return item;
}

/**
 * What is shown of a conversation, from the oldest to what is still to be said. A reply that is a message by now is
 * shown as the message, under the same key.
 */
export function timeline(
  messages: readonly PagedMessage[],
  outbox: readonly Reply[],
  writings: readonly Writing[],
): Item[] {
  const said = new Set(messages.map(({ reply }) => reply?.id));
  const past = messages.map(itemOf).toSorted(inOrder);
  const [oldest, newest] = [past[0]?.time ?? 0, past.at(-1)?.time ?? 0];
  const future: Item[] = [];
  const added: Item[] = [];
  for (const reply of outbox) {
    const at = reply.sent_at ?? reply.due_at;
    const item: Item = { kind: 'reply', key: `r${reply.id}`, at, time: Date.parse(at), reply };
    if (said.has(reply.id)) {
      continue;
    }
    if (PENDING.includes(reply.state)) {
      future.push(item);
    } else if (isWorthShowing(reply, item.time, past.length > 0, oldest, newest)) {
      added.push(item);
    }
  }
  return [
    ...(added.length > 0 ? [...past, ...added].toSorted(inOrder) : past),
    ...future.toSorted(inOrder),
    ...writings.map((writing): Item => ({
      kind: 'writing',
      key: `w${writing.key}`,
      at: writing.at,
      time: Date.parse(writing.at),
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

const inOrder = (one: Item, other: Item) => one.time - other.time || idOf(one) - idOf(other);

function idOf(item: Item): number {
  return item.kind === 'message' ? item.message.id : item.kind === 'reply' ? item.reply.id : 0;
}

export const isIncoming = (item: Item) =>
  item.kind === 'message' && item.message.direction === 'in';

/** The key of the first of so many of the customer's messages that nobody has read; null: it is not read yet. */
export function firstUnread(items: readonly Item[], unread: number): string | null {
  let left = unread;
  for (let index = items.length - 1; index >= 0 && left > 0; index -= 1) {
    const item = items[index];
    if (item && isIncoming(item)) {
      left -= 1;
      if (left === 0) {
        return item.key;
      }
    }
  }
  return null;
}

/** The day by the reader's clock, for comparing. */
export function dayOf(iso: string): string {
  const known = DAYS.get(iso);
  if (known !== undefined) {
    return known;
  }
  const day = new Date(iso).toDateString();
  if (DAYS.size > 20_000) {
    DAYS.clear();
  }
  DAYS.set(iso, day);
  return day;
}
const DAYS = new Map<string, string>();

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
