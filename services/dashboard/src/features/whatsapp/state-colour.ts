import type { State } from './state';

const COLOURS: Partial<Record<State, string>> = {
  connected: 'teal',
  deaf: 'red',
  waiting_for_passkey: 'red',
  logged_out: 'red',
  gave_up: 'red',
  failed: 'red',
  forgotten: 'red',
  waha_unreachable: 'red',
  code_expired: 'orange',
  reconnecting: 'orange',
  waiting_for_scan: 'blue',
  connecting: 'blue',
};

/** Teal is well, red wants somebody, orange may pass, blue is under way. */
export function stateColour(state: State): string {
  return COLOURS[state] ?? 'gray';
}
