import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { followEvents } from '../../api/events';
import type { WhatsAppSession } from '../../api/types';
import { sessionQuery } from './api/session';
import { statusQuery } from './api/status';
import { timelineQuery } from './api/timeline';

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
    const refresh = (queryKey: readonly unknown[]) => void client.invalidateQueries({ queryKey });
    return followEvents(tenant, {
      onState: setStream,
      events: {
        session: (session) => {
          client.setQueryData(sessionQuery(tenant).queryKey, session as WhatsAppSession);
          refresh(statusQuery(tenant).queryKey);
          refresh(timelineQuery(tenant).queryKey);
        },
        qr: (data) => {
          const link = (data as { qr_url?: string }).qr_url;
          if (link) {
            setQr({ link, moment: Date.now() });
          }
        },
        // We were away for longer than the service remembers.
        reset: () => refresh(['whatsapp', tenant]),
      },
    });
  }, [client, tenant]);

  return { stream, qr };
}
