/** After how long a stream that was refused is asked for again, growing from the first to the second. */
const FIRST_RETRY = 5_000;
const LONGEST_RETRY = 60_000;

interface Follower {
  /** `off`: what happens is not told until it works again. */
  onState: (state: 'open' | 'off') => void;
  /** What to do with the data of an event, by its name. */
  events: Record<string, (data: unknown) => void>;
}

/** Follows a tenant's events until what it answers is called. */
export function followEvents(tenant: number, { onState, events }: Follower): () => void {
  if (typeof EventSource === 'undefined') {
    onState('off');
    return () => {};
  }
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_RETRY;
  const open = () => {
    source = new EventSource(`/api/tenants/${tenant}/events`);
    source.onopen = () => {
      wait = FIRST_RETRY;
      onState('open');
    };
    source.onerror = () => {
      onState('off');
      // The browser tries again by itself after a lost connection, but never after a refusal.
      if (source.readyState === EventSource.CLOSED) {
        timer = setTimeout(open, wait);
        wait = Math.min(wait * 2, LONGEST_RETRY);
      }
    };
    for (const [name, tell] of Object.entries(events)) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        const told = parsed(data);
        if (told) {
          tell(told);
        }
      });
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/** Null for what is no JSON: a proxy's, for example. */
function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
