import type { WhatsAppStatus } from '../../api/types';

/** What a person can do about a session; WAHA has more words, and invents new ones. */
export type View =
  | 'none'
  | 'forgotten'
  | 'preparing'
  | 'scan'
  | 'connected'
  | 'failed'
  | 'stopped'
  | 'passkey'
  | 'unknown';

export function viewOf({ connected, status, message }: WhatsAppStatus): View {
  if (connected) {
    return 'connected';
  }
  switch (status) {
    case undefined:
      // Without a status these two differ in their text alone; it is part of the contract.
      return message === 'Session not found' ? 'forgotten' : 'none';
    case 'STARTING':
      return 'preparing';
    case 'SCAN_QR_CODE':
      return 'scan';
    case 'FAILED':
      return 'failed';
    case 'STOPPED':
      return 'stopped';
    case 'PASSKEY_REQUIRED':
    case 'PASSKEY_CONFIRMATION_REQUIRED':
      return 'passkey';
    default:
      return 'unknown';
  }
}
