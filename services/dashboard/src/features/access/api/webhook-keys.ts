import { mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { WebhookKeys } from '../../../api/types';

/** How far a new key has come: asked often while it is on its way. */
export const webhookKeysQuery = queryOptions({
  queryKey: ['webhook-keys'],
  queryFn: ({ signal }) => request<WebhookKeys>('/api/webhook-keys', { signal }),
  refetchInterval: ({ state }) => ((state.data?.pending ?? 0) > 0 ? 3_000 : 30_000),
});

export const rotateKeysMutation = mutationOptions({
  mutationKey: ['webhook-keys', 'rotate'],
  mutationFn: () => request<{ sessions: number }>('/api/webhook-keys/rotate', { method: 'POST' }),
});
