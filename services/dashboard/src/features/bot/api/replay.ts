import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { components } from '../../../api/schema';

type Bodies = components['schemas'];

export type FlowReplay = Bodies['FlowReplay'];
export type ReplayedConversation = Bodies['FlowReplayConversation'];
export type ReplayDifference = Bodies['FlowReplayDifference'];
export type ReplayInput = Bodies['FlowReplayInput'];

export const replayMutation = (tenant: number, flow: string) =>
  mutationOptions({
    mutationKey: ['flow-replay', tenant, flow],
    mutationFn: (body: Bodies['FlowToReplay']) =>
      request<FlowReplay>(`/api/tenants/${tenant}/flows/${flow}/replay`, { method: 'POST', body }),
  });
