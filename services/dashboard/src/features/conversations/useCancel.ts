import { useMutation, useQueryClient } from '@tanstack/react-query';

import { botStateQuery, cancel } from './api/bot-state';
import { conversationQuery } from './api/conversation';
import { useRefresh } from './useLiveConversations';

/** Takes back what is planned; it is gone at once, and comes back if the service says that it was too late. */
export function useCancel(tenant: number, id: number) {
  const client = useQueryClient();
  const { chat } = useRefresh(tenant);
  const [bot, one] = [botStateQuery(tenant, id).queryKey, conversationQuery(tenant, id).queryKey];
  return useMutation({
    mutationFn: (what: 'next' | number) => cancel(tenant, id, what),
    onMutate: async (what) => {
      await Promise.all([
        client.cancelQueries({ queryKey: bot }),
        client.cancelQueries({ queryKey: one }),
      ]);
      client.setQueryData(
        bot,
        (old) =>
          old && {
            ...old,
            next: what === 'next' ? null : old.next,
            planned: old.planned.filter((reply) => reply.id !== what),
          },
      );
      client.setQueryData(
        one,
        (old) =>
          old && {
            ...old,
            outbox: old.outbox.map((reply) =>
              reply.id === what ? { ...reply, state: 'cancelled' } : reply,
            ),
          },
      );
    },
    onSettled: () => chat(id),
  });
}
