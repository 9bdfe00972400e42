import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** What a list is narrowed to, kept in the address: it can be shared, and the browser's Back takes it back. */
export function useFilters() {
  const [params, setParams] = useSearchParams();
  const get = (name: string) => params.get(name) ?? '';
  const set = useCallback(
    (name: string, value: string, replace = false) =>
      setParams(
        (old) => {
          if (value) {
            old.set(name, value);
          } else {
            old.delete(name);
          }
          // Another list begins at its first page.
          old.delete('after');
          return old;
        },
        { replace },
      ),
    [setParams],
  );
  return { get, set };
}

/** A query string of what is set: `?a=1&b=2`, or nothing. */
export function queryString(values: Record<string, string | number | null | undefined>): string {
  const set = Object.entries(values).filter(([, value]) => value !== '' && value != null);
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}
