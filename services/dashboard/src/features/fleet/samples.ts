import type { Fleet, FleetConsumer } from '../../api/types';

interface Sample {
  /** Milliseconds, by the clock of the service. */
  at: number;
  delivered: number;
  waiting: number;
}

/** What was seen of each consumer, the oldest first. */
export type Samples = Record<string, Sample[]>;

/** What is older says nothing of now. */
const KEPT_MS = 5 * 60_000;
/** The page was not looked at for so long: what was before is another story. */
const GAP_MS = 60_000;

export const consumerKey = ({ stream, name }: FleetConsumer) => `${stream}/${name}`;

export function withSample(samples: Samples, { at, consumers }: Fleet): Samples {
  const now = Date.parse(at);
  // Nobody knows: what was seen before is still true.
  if (!consumers) {
    return samples;
  }
  const seen = consumers.map((consumer) => {
    const { delivered, waiting } = consumer;
    const key = consumerKey(consumer);
    const before = samples[key] ?? [];
    const last = before.at(-1);
    if (last && last.at >= now) {
      return [key, before] as const;
    }
    // A consumer that was made anew counts anew.
    const goesOn = last && delivered >= last.delivered && now - last.at <= GAP_MS;
    const kept = goesOn ? before.filter((sample) => now - sample.at <= KEPT_MS) : [];
    return [key, [...kept, { at: now, delivered, waiting }]] as const;
  });
  return Object.fromEntries(seen);
}

/** Deliveries a second between each two looks, the oldest first. */
export function rates(samples: Sample[] = []): number[] {
  return samples.slice(1).map(({ at, delivered }, index) => {
    const { at: before, delivered: had } = samples[index]!;
    return ((delivered - had) / (at - before)) * 1000;
  });
}

/** Long enough that a batch that is being worked on does not look like standing still. */
const STILL_MS = 20_000;

/** Whether it has had something to do for a while, and took nothing. */
export function standsStill(samples: Sample[] = []): boolean {
  const last = samples.at(-1);
  if (!last || last.waiting === 0) {
    return false;
  }
  const since = samples.findIndex(({ delivered }) => delivered === last.delivered);
  const still = samples.slice(since);
  return last.at - still[0]!.at >= STILL_MS && still.every(({ waiting }) => waiting > 0);
}
