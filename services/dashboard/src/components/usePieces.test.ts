import { renderHook, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import { usePieces } from './usePieces';

it('draws a list piece by piece, and goes on where it grows', async () => {
  const seen: number[] = [];
  const { rerender } = renderHook(({ total }) => seen.push(usePieces(total, 20)), {
    initialProps: { total: 50 },
  });
  await waitFor(() => expect(seen.at(-1)).toBe(50));
  expect([...new Set(seen)]).toEqual([20, 40, 50]);
  rerender({ total: 70 });
  await waitFor(() => expect(seen.at(-1)).toBe(70));
  rerender({ total: 3 });
  expect(seen.at(-1)).toBe(3);
});

it('draws all at once where it must', () => {
  const { result } = renderHook(() => usePieces(50, 20, true));
  expect(result.current).toBe(50);
});
