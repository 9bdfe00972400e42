import { request } from '../../../api/client';
import type { Reply } from '../../../api/types';
import { conversationPath } from './conversation';

/** Says something to the customer; under the same key it is said once, however often it is asked for. */
export const write = (tenant: number, id: number, text: string, key: string) =>
  request<Reply>(`${conversationPath(tenant, id)}/messages`, {
    method: 'POST',
    body: { text },
    key,
  });
