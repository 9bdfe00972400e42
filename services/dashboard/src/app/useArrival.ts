import { useEffect, useRef, type RefObject } from 'react';
import { useLocation, useNavigationType } from 'react-router';

/**
 * Who goes on by keyboard, or listens, is at the new page's heading and not where the old page was left. Another part
 * of the same page, such as a tab, has the same heading, and nobody is moved.
 */
export function useArrival(main: RefObject<HTMLElement | null>) {
  const { pathname } = useLocation();
  const way = useNavigationType();
  const before = useRef<{ pathname: string; heading: Element | null } | null>(null);
  useEffect(() => {
    const heading = main.current?.querySelector('h1') ?? null;
    const last = before.current;
    before.current = { pathname, heading };
    if (!last || last.pathname === pathname || (heading && heading === last.heading)) {
      return;
    }
    (heading ?? main.current)?.focus({ preventScroll: true });
    // Back leads to where one was; the browser knows.
    if (way !== 'POP') {
      window.scrollTo(0, 0);
    }
  }, [main, pathname, way]);
}
