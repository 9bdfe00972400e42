import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Rehearsal } from './flows';

/** As the API has it; the schema follows when it lands. */
export interface ReplayDifference {
  kind: string;
  /** The turn of `after`; null: it has no such turn. */
  turn: number | null;
  before: string | null;
  after: string | null;
}

export interface ReplayInput {
  message_id: number;
  at: string;
  kind: string;
  text: string | null;
}

export interface ReplayedConversation {
  conversation_id: number;
  name: string | null;
  at: string;
  changed: boolean;
  /** What the customer wrote: the inputs of the turns are places in it. */
  inputs: ReplayInput[];
  differences: ReplayDifference[];
  before: Rehearsal;
  after: Rehearsal;
}

export interface FlowReplay {
  compared: number;
  changed: number;
  unread: number;
  unplayed: number;
  conversations: ReplayedConversation[];
}

interface ToReplay {
  version: number | null;
  against: number | null;
  conversations: number;
  conversation_ids: number[] | null;
}

export const replayMutation = (tenant: number, flow: string) =>
  mutationOptions({
    mutationKey: ['flow-replay', tenant, flow],
    mutationFn: (body: ToReplay) =>
      request<FlowReplay>(`/api/tenants/${tenant}/flows/${flow}/replay`, { method: 'POST', body }),
  });
