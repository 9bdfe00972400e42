import type { TraceStep } from '../../api/types';

/** Done by the customer's phone, whenever it is on: they would squeeze our own part together. */
const THEIRS = ['delivered', 'read'];

export interface Bar extends TraceStep {
  /** Where the wait for it began and how long it was, in parts of the whole. */
  from: number;
  share: number;
  /** It goes on beyond the picture. */
  beyond: boolean;
  /** The longest wait of our own. */
  slowest: boolean;
}

export interface Waterfall {
  bars: Bar[];
  /** Milliseconds from the first step to the last of ours. */
  total: number;
}

/** Lays the steps out along the time that we took for them. */
export function waterfall(steps: TraceStep[]): Waterfall {
  const times = steps.map(({ at }) => Date.parse(at));
  const first = Math.min(...times);
  const ours = steps.flatMap(({ name }, index) => (THEIRS.includes(name) ? [] : [times[index]!]));
  const total = steps.length === 0 ? 0 : Math.max(...(ours.length > 1 ? ours : times)) - first;
  const waits = steps.map(({ name, after_ms }, index) =>
    index > 0 && !THEIRS.includes(name) ? after_ms : 0,
  );
  const longest = Math.max(0, ...waits);
  const part = (time: number) => (total > 0 ? Math.min(Math.max((time - first) / total, 0), 1) : 0);
  return {
    total,
    bars: steps.map((step, index) => {
      const from = part(times[Math.max(index - 1, 0)]!);
      return {
        ...step,
        from,
        share: Math.max(part(times[index]!) - from, 0),
        beyond: times[index]! - first > total,
        // A wait that nobody notices is no finding.
        slowest: waits[index]! >= 1_000 && waits[index] === longest,
      };
    }),
  };
}
