import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import type { WhatsAppSession } from '../../api/types';
import { sessionQuery } from './api/session';
import { statusQuery } from './api/status';
import { timelineQuery } from './api/timeline';

/** After how long a stream that was refused is asked for again, growing from the first to the second. */
const FIRST_RETRY = 5_000;
const LONGEST_RETRY = 60_000;

export interface Live {
  /** `off`: it was tried, and the page asks by itself until it works. */
  stream: 'opening' | 'open' | 'off';
  /** The newest QR code that the stream told of. */
  qr: { link: string; moment: number } | null;
}

/** Follows a tenant's events, and keeps what the page knows of its session true by them. */
export function useLive(tenant: number): Live {
  const client = useQueryClient();
  const [stream, setStream] = useState<Live['stream']>('opening');
  const [qr, setQr] = useState<Live['qr']>(null);

  useEffect(() => {
    if (typeof EventSource === 'undefined') {
      setStream('off');
      return;
    }
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = FIRST_RETRY;
    const refresh = (queryKey: readonly unknown[]) => void client.invalidateQueries({ queryKey });

    const open = () => {
      source = new EventSource(`/api/tenants/${tenant}/events`);
      source.onopen = () => {
        wait = FIRST_RETRY;
        setStream('open');
      };
      source.onerror = () => {
        setStream('off');
        // The browser tries again by itself after a lost connection, but never after a refusal.
        if (source.readyState === EventSource.CLOSED) {
          timer = setTimeout(open, wait);
          wait = Math.min(wait * 2, LONGEST_RETRY);
        }
      };
      source.addEventListener('session', ({ data }: MessageEvent<string>) => {
        const session = parsed<WhatsAppSession>(data);
        if (session) {
          client.setQueryData(sessionQuery(tenant).queryKey, session);
          refresh(statusQuery(tenant).queryKey);
          refresh(timelineQuery(tenant).queryKey);
        }
      });
      source.addEventListener('qr', ({ data }: MessageEvent<string>) => {
        const link = parsed<{ qr_url: string }>(data)?.qr_url;
        if (link) {
          setQr({ link, moment: Date.now() });
        }
      });
      // We were away for longer than the service remembers.
      source.addEventListener('reset', () => refresh(['whatsapp', tenant]));
    };

    open();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [client, tenant]);

  return { stream, qr };
}

/** Null for what is no JSON: a proxy's, for example. */
function parsed<T>(data: string): T | null {
  try {
    return JSON.parse(data) as T;
  } catch {
    return null;
  }
}
