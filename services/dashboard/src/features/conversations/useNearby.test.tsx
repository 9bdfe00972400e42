import { act, render, screen } from '@testing-library/react';
import { useRef } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';

import { useIsNear, useNearby } from './useNearby';

/** Tells where the page is scrolled to, as the test says. */
let tell: (isNear: boolean) => void;

beforeEach(() => {
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      private readonly seen = new Set<Element>();
      constructor(told: (entries: object[]) => void) {
        tell = (isIntersecting) =>
          act(() => told([...this.seen].map((target) => ({ target, isIntersecting }))));
      }
      observe(node: Element) {
        this.seen.add(node);
      }
      unobserve(node: Element) {
        this.seen.delete(node);
      }
      disconnect() {}
    },
  );
});

function Chunk() {
  const view = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const { isNear } = useIsNear(box, 'a chunk', useNearby(view));
  return (
    <div ref={view}>
      <div ref={box}>{isNear && <audio data-testid="voice" />}</div>
    </div>
  );
}

const plays = (voice: HTMLElement, isPlaying: boolean) =>
  Object.defineProperty(voice, 'paused', { value: !isPlaying, configurable: true });

it('draws what is far away no more, unless somebody listens to it', () => {
  render(<Chunk />);
  plays(screen.getByTestId('voice'), true);
  tell(false);
  plays(screen.getByTestId('voice'), false);
  tell(true);
  tell(false);
  expect(screen.queryByTestId('voice')).toBeNull();
  tell(true);
  screen.getByTestId('voice');
});
