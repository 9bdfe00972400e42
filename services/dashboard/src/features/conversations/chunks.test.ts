import { expect, it } from 'vitest';

import { CHUNK, cut, lastScreen } from './chunks';
import { timeline } from './timeline';
import { aMessage } from '../../testing/conversations';

const all = timeline(
  Array.from({ length: 100 }, (_, id) => aMessage(id, `message ${id}`)),
  [],
  [],
);
const sizes = (items: ReturnType<typeof cut>) => items.chunks.map((chunk) => chunk.items.length);

it('cuts a list into chunks, and loses nothing', () => {
  const { chunks } = cut(all.slice(0, CHUNK * 2 + 3), null);
  expect(chunks.map(({ items }) => items.length)).toEqual([CHUNK, CHUNK, 3]);
  expect(chunks.flatMap(({ items }) => items)).toEqual(all.slice(0, CHUNK * 2 + 3));
});

it('keeps what was cut when the list grows at both ends', () => {
  const before = cut(all.slice(30, 30 + 2 * CHUNK), null);
  const now = cut(all.slice(25 - CHUNK, 35 + 2 * CHUNK), before);
  expect(sizes(now)).toEqual([5, CHUNK, CHUNK, CHUNK, 5]);
  expect(now.chunks[2]).toBe(before.chunks[0]);
  expect(now.chunks[3]).toBe(before.chunks[1]);
  expect(now.chunks.flatMap(({ items }) => items)).toEqual(all.slice(25 - CHUNK, 35 + 2 * CHUNK));
});

it('cuts anew, under other names, where another part of the conversation is shown', () => {
  const before = cut(all.slice(80), null);
  const now = cut(all.slice(0, CHUNK + 3), before);
  expect(sizes(now)).toEqual([CHUNK, 3]);
  expect(now.chunks.map(({ key }) => key)).not.toContain(before.chunks[0]?.key);
  expect(cut([], now).chunks).toEqual([]);
});

it('begins with as many of the newest as fill a screen, and with all that nobody has read', () => {
  const { chunks } = cut(all.slice(0, 5 * CHUNK + 3), null);
  expect(lastScreen(chunks, null)).toBe(4);
  expect(lastScreen(chunks, all[CHUNK]!.key)).toBe(1);
  expect(lastScreen(chunks, all.at(-1)!.key)).toBe(4);
  expect(lastScreen([], null)).toBe(0);
});
