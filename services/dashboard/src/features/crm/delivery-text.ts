import type { Key } from '../../i18n/en';

export const STATES = ['waiting', 'delivered', 'failed'] as const;
type State = (typeof STATES)[number];

type Speak = (key: Key) => string;

const EVENTS: Record<string, Key> = {
  'lead.created': 'crm.event.created',
  'lead.updated': 'crm.event.updated',
  'lead.handed_over': 'crm.event.handed_over',
};

/** What happened, in the reader's words; what we do not know, as it is. */
export const eventName = (event: string, t: Speak): string => {
  const key = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined;
  return key ? t(key) : event;
};

const isState = (state: string): state is State => STATES.some((known) => known === state);

export const stateName = (state: string, t: Speak): string =>
  isState(state) ? t(`crm.state.${state}`) : state;

export const stateColour = (state: string): string =>
  state === 'delivered' ? 'teal' : state === 'failed' ? 'red' : 'orange';
