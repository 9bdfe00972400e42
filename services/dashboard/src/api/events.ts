/** After how long a stream that was refused is asked for again, growing from the first to the second. */
const FIRST_RETRY = 5_000;
const LONGEST_RETRY = 60_000;

interface Follower {
  /** `off`: what happens is not told until it works again. */
  onState: (state: 'open' | 'off') => void;
  /** What to do with the data of an event, by its name. */
  events: Record<string, (data: unknown) => void>;
}

/**
 * Follows a tenant's events, from where they were lost if they are, until what it answers is called.
 */
export function followEvents(tenant: number, { onState, events }: Follower): () => void {
  if (typeof EventSource === 'undefined') {
    onState('off');
    return () => {};
  }
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_RETRY;
  /** The browser forgets it with the stream that it gave up. */
  let last = '';
  const open = () => {
    const from = last && `?last_event_id=${encodeURIComponent(last)}`;
    source = new EventSource(`/api/tenants/${tenant}/events${from}`);
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
      source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
        last = lastEventId || last;
        const told = parsed(data);
        if (told) {
          tell(told);
        }
      });
    }
  };
  const again = () => {
    if (source.readyState === EventSource.CLOSED) {
      clearTimeout(timer);
      open();
    }
  };
  open();
  window.addEventListener('online', again);
  return () => {
    window.removeEventListener('online', again);
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
