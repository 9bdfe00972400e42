import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Conversation } from '../../../api/types';
import { conversationPath } from './conversation';

/** Who speaks in a conversation from now on. */
export type Change =
  | { deed: 'takeover'; minutes: number }
  | { deed: 'resume' }
  | { deed: 'opt-out' }
  | { deed: 'opt-in' };

export const changeConversationMutation = (tenant: number, id: number) =>
  mutationOptions({
    mutationKey: ['conversations', tenant, 'change', id],
    mutationFn: (change: Change) => {
      const at = conversationPath(tenant, id);
      switch (change.deed) {
        case 'takeover':
          return request<Conversation>(`${at}/takeover`, {
            method: 'POST',
            body: { minutes: change.minutes },
          });
        case 'resume':
          return request<Conversation>(`${at}/resume`, { method: 'POST' });
        case 'opt-out':
          return request<Conversation>(`${at}/opt-out`, { method: 'PUT' });
        case 'opt-in':
          return request<Conversation>(`${at}/opt-out`, { method: 'DELETE' });
      }
    },
  });
