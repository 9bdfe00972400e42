import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { ConversationDetail } from '../../../api/types';

/** A conversation, with what is about to be said in it. */
export const conversationQuery = (tenant: number, id: number) =>
  queryOptions({
    queryKey: ['conversations', tenant, 'one', id],
    queryFn: ({ signal }) =>
      request<ConversationDetail>(`/api/tenants/${tenant}/conversations/${id}`, { signal }),
  });
