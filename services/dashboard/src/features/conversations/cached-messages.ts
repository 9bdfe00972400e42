import type { Part, Parts } from './api/messages';
import type { ConversationMessage, PagedMessage } from '../../api/types';

const newerFirst = (one: PagedMessage, other: PagedMessage) =>
  Date.parse(other.sent_at) - Date.parse(one.sent_at) || other.id - one.id;

/** With newer words for what is known; the same object where nothing is. */
function replaced(parts: Parts, news: ReadonlyMap<number, PagedMessage>): Parts {
  let isChanged = false;
  const pages = parts.pages.map((part) => {
    if (!part.messages.some(({ id }) => news.has(id))) {
      return part;
    }
    isChanged = true;
    return { ...part, messages: part.messages.map((old) => news.get(old.id) ?? old) };
  });
  return isChanged ? { ...parts, pages } : parts;
}

/**
 * What was read with what the newest part says now. Where they do not meet, what lies between is read on from where
 * what was read ends: who reads there keeps the place.
 */
export function withNewest(old: Parts, fresh: Part): Parts {
  const known = new Set(old.pages.flatMap(({ messages }) => messages.map(({ id }) => id)));
  const parts = replaced(old, new Map(fresh.messages.map((message) => [message.id, message])));
  const [newest, ...rest] = parts.pages;
  if (!newest) {
    return { pages: [fresh], pageParams: [null] };
  }
  if (!newest.live) {
    return parts;
  }
  const unknown = fresh.messages.filter(({ id }) => !known.has(id));
  if (unknown.length === fresh.messages.length && fresh.older !== null) {
    return { ...parts, pages: [{ ...newest, live: false }, ...rest] };
  }
  const messages =
    unknown.length > 0 ? [...unknown, ...newest.messages].toSorted(newerFirst) : newest.messages;
  return {
    ...parts,
    pages: [{ ...newest, messages, after: fresh.after ?? newest.after }, ...rest],
  };
}

/** With a message that came or changed just now; null: where it belongs has to be asked for. */
export function withMessage(old: Parts, message: ConversationMessage): Parts | null {
  const before = old.pages.flatMap(({ messages }) => messages).find(({ id }) => id === message.id);
  if (before) {
    const now = {
      ...before,
      ...message,
      reply: before.reply && { ...before.reply, ack: message.ack },
    };
    return replaced(old, new Map([[message.id, now]]));
  }
  const [first] = old.pages;
  if (!first?.live) {
    return old;
  }
  // What went out may be a reply that is shown already: only the service tells which.
  if (message.direction !== 'in') {
    return null;
  }
  const last = old.pages.at(-1);
  const oldest = last?.messages.at(-1);
  const isBelow = oldest && Date.parse(message.sent_at) < Date.parse(oldest.sent_at);
  if (isBelow && last?.older) {
    return old;
  }
  const messages = [{ ...message, reply: null }, ...first.messages].toSorted(newerFirst);
  return { ...old, pages: [{ ...first, messages }, ...old.pages.slice(1)] };
}
