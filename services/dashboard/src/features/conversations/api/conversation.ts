import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { ConversationDetail } from '../../../api/types';

export const conversationPath = (tenant: number, id: number) =>
  `/api/tenants/${tenant}/conversations/${id}`;

/** A conversation, with what is about to be said in it. */
export const conversationQuery = (tenant: number, id: number) =>
  queryOptions({
    queryKey: ['conversations', tenant, 'one', id] as const,
    queryFn: ({ signal }) => request<ConversationDetail>(conversationPath(tenant, id), { signal }),
  });
