import type { View } from './state';

/** Somebody stands there with a phone in the hand. */
const SOON = 3_000;
/** It may change without us: on the phone, or by the service healing it. */
const NOW_AND_THEN = 15_000;
const RARELY = 30_000;

interface Situation {
  /** Absent until it is known. */
  view: View | undefined;
  /** The request before failed. */
  failed: boolean;
  /** The stream of events tells of changes; asking is only for what it may have missed. */
  live: boolean;
}

/** After how many milliseconds the status is asked again. */
export function pollInterval({ view, failed, live }: Situation): number {
  if (failed || !view) {
    return NOW_AND_THEN;
  }
  if (live) {
    return RARELY;
  }
  return view === 'wait' || view === 'scan' ? SOON : NOW_AND_THEN;
}
