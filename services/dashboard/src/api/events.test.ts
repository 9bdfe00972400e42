import { beforeEach, expect, it, vi } from 'vitest';

import { followEvents } from './events';

/** A browser's stream, as far as we use it. */
class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static all: Stream[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    Stream.all.push(this);
  }

  close() {
    this.readyState = Stream.CLOSED;
  }
}

beforeEach(() => {
  Stream.all = [];
  vi.stubGlobal('EventSource', Stream);
});

it('goes on after the last event once the browser is online again', () => {
  const told: unknown[] = [];
  const stop = followEvents(5, {
    onState: () => {},
    events: { message: (data) => told.push(data) },
  });
  const [first] = Stream.all;
  expect(first!.url).toBe('/api/tenants/5/events');
  first!.dispatchEvent(new MessageEvent('message', { data: '{"id":1}', lastEventId: '9-1' }));
  expect(told).toEqual([{ id: 1 }]);

  // One that still lives is left alone.
  window.dispatchEvent(new Event('online'));
  expect(Stream.all).toHaveLength(1);

  first!.close();
  first!.onerror?.();
  window.dispatchEvent(new Event('online'));
  expect(Stream.all.at(-1)!.url).toBe('/api/tenants/5/events?last_event_id=9-1');

  stop();
  window.dispatchEvent(new Event('online'));
  expect(Stream.all).toHaveLength(2);
});
