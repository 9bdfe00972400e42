import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { BotState } from '../../../api/types';
import { conversationPath } from './conversation';

/** Where the bot is in its flow, and what it is about to do. */
export const botStateQuery = (tenant: number, id: number) =>
  queryOptions({
    queryKey: ['conversations', tenant, 'bot', id] as const,
    queryFn: ({ signal }) => request<BotState>(`${conversationPath(tenant, id)}/bot`, { signal }),
  });

/** What is planned is not done: the next follow-up, or a reply by its id. */
export const cancel = (tenant: number, id: number, what: 'next' | number) =>
  request<void>(`${conversationPath(tenant, id)}/${what === 'next' ? 'next' : `outbox/${what}`}`, {
    method: 'DELETE',
  });
