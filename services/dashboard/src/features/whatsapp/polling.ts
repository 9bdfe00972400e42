import type { WhatsAppStatus } from '../../api/types';
import { viewOf } from './view';

/** Somebody stands there with a phone in the hand. */
const SOON = 3_000;
/** It may change without us: on the phone, or by the service healing it. */
const NOW_AND_THEN = 15_000;
const RARELY = 30_000;

/** After how many milliseconds the status is asked again. */
export function pollInterval(status: WhatsAppStatus | undefined, failed: boolean): number {
  if (failed || !status) {
    return NOW_AND_THEN;
  }
  switch (viewOf(status)) {
    case 'connected':
      return RARELY;
    case 'preparing':
    case 'scan':
    case 'unknown':
      return SOON;
    default:
      return NOW_AND_THEN;
  }
}
