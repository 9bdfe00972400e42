/** What somebody did to a document, to be taken back and done again. */
export interface History<T> {
  past: T[];
  now: T;
  future: T[];
  /** What the last change was about: writing on in the same field is one change. */
  about: string | null;
  at: number;
}

/** As many as anybody takes back. */
const MOST = 100;
/** Who rests so long between two letters begins another change. */
const REST_MS = 1_500;

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], about: null, at: 0 });

export function change<T>(history: History<T>, next: T, about: string, at: number): History<T> {
  if (next === history.now) {
    return history;
  }
  const goesOn = history.about === about && at - history.at < REST_MS && history.past.length > 0;
  const past = goesOn ? history.past : [...history.past, history.now].slice(-MOST);
  return { past, now: next, future: [], about, at };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) {
    return history;
  }
  const future = [history.now, ...history.future];
  return { past: history.past.slice(0, -1), now: before, future, about: null, at: 0 };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) {
    return history;
  }
  return { past: [...history.past, history.now], now: next, future, about: null, at: 0 };
}
