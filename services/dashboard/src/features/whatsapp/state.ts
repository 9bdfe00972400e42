import type { WhatsAppSession, WhatsAppStatus } from '../../api/types';

/** What there is to see and to do. */
export type View = 'start' | 'wait' | 'scan' | 'linked' | 'broken' | 'barred';

/** The states that we have words for: those of the API, and three that only WAHA's own status tells. */
const VIEWS = {
  not_connected: 'start',
  connecting: 'wait',
  waiting_for_scan: 'scan',
  waiting_for_passkey: 'broken',
  connected: 'linked',
  reconnecting: 'wait',
  logged_out: 'broken',
  code_expired: 'broken',
  waha_unreachable: 'wait',
  gave_up: 'broken',
  deaf: 'linked',
  suspended: 'barred',
  disconnecting: 'wait',
  forgotten: 'broken',
  failed: 'broken',
  stopped: 'broken',
  unknown: 'wait',
} satisfies Record<string, View>;

export type State = keyof typeof VIEWS;

export interface Shown {
  state: State;
  view: View;
}

export function isState(word: string): word is State {
  return Object.hasOwn(VIEWS, word);
}

/** Known to the platform alone: whatever WAHA says at the moment, these are what matters. */
const STRONGER: readonly State[] = ['suspended', 'disconnecting', 'gave_up'];

/** What WAHA says, and which of the platform's states, which know more of the past, say it better. */
const MEANT: Record<string, { state: State; better: readonly State[] }> = {
  WORKING: { state: 'connected', better: ['deaf'] },
  STARTING: { state: 'connecting', better: ['reconnecting'] },
  SCAN_QR_CODE: { state: 'waiting_for_scan', better: ['logged_out'] },
  FAILED: { state: 'failed', better: ['logged_out', 'code_expired'] },
  STOPPED: { state: 'stopped', better: ['reconnecting', 'connecting'] },
  PASSKEY_REQUIRED: { state: 'waiting_for_passkey', better: [] },
  PASSKEY_CONFIRMATION_REQUIRED: { state: 'waiting_for_passkey', better: [] },
};

/** The state that a word of WAHA's means by itself; null for a word that we do not know. */
export function stateOfStatus(status: string): State | null {
  return Object.hasOwn(MEANT, status) ? MEANT[status]!.state : null;
}

/**
 * How a session is. WAHA's own status is right at this moment; what the platform keeps knows why. Either
 * may be missing: the first when WAHA does not answer.
 */
export function shown(
  status: WhatsAppStatus | undefined,
  session: WhatsAppSession | undefined,
): Shown | null {
  const kept = session && (isState(session.state) ? session.state : 'unknown');
  if (kept && STRONGER.includes(kept)) {
    return { state: kept, view: VIEWS[kept] };
  }
  if (!status) {
    return kept ? { state: kept, view: VIEWS[kept] } : null;
  }
  if (status.status === undefined && !status.connected) {
    // Without a status these two differ in their text alone; it is part of the contract.
    const state = status.message === 'Session not found' ? 'forgotten' : 'not_connected';
    return { state, view: VIEWS[state] };
  }
  const word = status.connected ? 'WORKING' : status.status!;
  const meant = Object.hasOwn(MEANT, word)
    ? MEANT[word]!
    : { state: 'unknown' as const, better: [] };
  const state = kept && meant.better.includes(kept) ? kept : meant.state;
  return { state, view: word === 'SCAN_QR_CODE' ? 'scan' : VIEWS[state] };
}
