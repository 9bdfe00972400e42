import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react';

/** Chunks so near to what is looked at are drawn. */
const MARGIN = '1200px 0px';

type Tell = (isNear: boolean) => void;

/** Tells the chunks of a list whether they are near enough to be drawn. */
export interface Nearby {
  watch: (node: HTMLElement, key: string, tell: Tell) => () => void;
  /** Draws a chunk that is going to be looked at. */
  draw: (key: string) => void;
}

export function useNearby(view: RefObject<HTMLElement | null>): Nearby {
  const observer = useRef<IntersectionObserver | null>(null);
  const byNode = useRef(new Map<Element, Tell>());
  const byKey = useRef(new Map<string, Tell>());
  const watch = useCallback(
    (node: HTMLElement, key: string, tell: Tell) => {
      byKey.current.set(key, tell);
      if (typeof IntersectionObserver === 'undefined') {
        return () => byKey.current.delete(key);
      }
      byNode.current.set(node, tell);
      observer.current ??= new IntersectionObserver(
        (entries) =>
          entries.forEach(({ target, isIntersecting }) =>
            byNode.current.get(target)?.(isIntersecting),
          ),
        { root: view.current, rootMargin: MARGIN },
      );
      observer.current.observe(node);
      return () => {
        observer.current?.unobserve(node);
        byNode.current.delete(node);
        byKey.current.delete(key);
      };
    },
    [view],
  );
  const draw = useCallback((key: string) => byKey.current.get(key)?.(true), []);
  useEffect(
    () => () => {
      observer.current?.disconnect();
      observer.current = null;
    },
    [],
  );
  return useMemo(() => ({ watch, draw }), [watch, draw]);
}

/** Whether something in it plays: who reads on goes on listening. */
const isHeard = (box: HTMLElement) =>
  [...box.querySelectorAll<HTMLMediaElement>('audio, video')].some(({ paused }) => !paused);

/** Whether a chunk is drawn, and how high it is where it is not. */
export function useIsNear(node: RefObject<HTMLElement | null>, key: string, { watch }: Nearby) {
  const [height, setHeight] = useState<number | null>(null);
  useEffect(() => {
    const box = node.current;
    return box
      ? watch(box, key, (isNear) =>
          // What has never been drawn has no height to keep.
          setHeight(
            isNear || isHeard(box) ? null : (old) => old ?? box.getBoundingClientRect().height,
          ),
        )
      : undefined;
  }, [node, key, watch]);
  return { isNear: height === null, height };
}
