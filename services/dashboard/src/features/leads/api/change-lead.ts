import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Lead, LeadChange } from '../../../api/types';

export interface Wish {
  lead: Lead;
  change: LeadChange;
}

export const changeLeadMutation = (tenant: number) =>
  mutationOptions({
    mutationKey: ['leads', tenant, 'change'],
    mutationFn: ({ lead, change }: Wish) =>
      request<Lead>(`/api/tenants/${tenant}/leads/${lead.id}`, { method: 'PATCH', body: change }),
  });
