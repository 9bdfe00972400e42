import { renderHook, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import { aMessage } from '../../testing/conversations';
import { CHUNK, cut } from './chunks';
import { timeline } from './timeline';
import { useFirstDrawn } from './useFirstDrawn';

const chunksOf = (messages: number) =>
  cut(
    timeline(
      Array.from({ length: messages }, (_, id) => aMessage(id, `message ${id}`)),
      [],
      [],
    ),
    null,
  ).chunks;

function follow(messages: number, isNow = false) {
  const seen: number[] = [];
  const { rerender } = renderHook(
    ({ chunks }) => {
      const { from } = useFirstDrawn(chunks, null, isNow);
      if (seen.at(-1) !== from) {
        seen.push(from);
      }
    },
    { initialProps: { chunks: chunksOf(messages) } },
  );
  return { seen, show: (more: number) => rerender({ chunks: chunksOf(more) }) };
}

it('draws a chat from its newest messages upwards, and what comes later at once', async () => {
  const { seen, show } = follow(4 * CHUNK);
  await waitFor(() => expect(seen).toEqual([4, 3, 2, 1, 0]));
  show(9 * CHUNK);
  expect(seen).toEqual([4, 3, 2, 1, 0]);
});

it('waits for messages that are not there yet', async () => {
  const { seen, show } = follow(0);
  show(2 * CHUNK);
  await waitFor(() => expect(seen.at(-1)).toBe(0));
});

it('draws all at once where a certain one is wanted', () => {
  expect(follow(4 * CHUNK, true).seen).toEqual([0]);
});
