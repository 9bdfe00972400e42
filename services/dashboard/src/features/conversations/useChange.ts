import { useMutation, useQueryClient } from '@tanstack/react-query';

import { changeConversationMutation, type Change } from './api/change-conversation';
import { conversationQuery } from './api/conversation';
import { changeConversation } from './cached-conversations';
import type { Conversation } from '../../api/types';
import { useRefresh } from './useLiveConversations';

/** Changes who speaks in a conversation; it is seen before the service has answered. */
export function useChange(tenant: number, id: number) {
  const client = useQueryClient();
  const { chat } = useRefresh(tenant);
  const one = conversationQuery(tenant, id).queryKey;
  const put = (now: (old: Conversation) => Conversation) =>
    changeConversation(client, tenant, id, now);
  return useMutation({
    ...changeConversationMutation(tenant, id),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: one });
      const before = client.getQueryData(one);
      put((old) => expected(old, change, Date.now()));
      return { before };
    },
    onError: (_error, _change, kept) => {
      const before = kept?.before;
      if (before) {
        const { outbox: _outbox, ...conversation } = before;
        put(() => conversation);
      }
    },
    onSuccess: (now) => put((old) => ({ ...old, ...now })),
    // What the bot was about to say may not be said any more.
    onSettled: () => chat(id),
  });
}

/** How a conversation is after a change, as far as it can be told without asking. */
export function expected(old: Conversation, change: Change, now: number): Conversation {
  switch (change.deed) {
    case 'takeover':
      return {
        ...old,
        bot: old.bot === 'answering' || old.bot === 'shielded' ? 'paused' : old.bot,
        paused_until: new Date(now + change.minutes * 60_000).toISOString(),
        waiting_since: null,
      };
    case 'resume':
      return {
        ...old,
        bot: old.bot === 'paused' || old.bot === 'shielded' ? 'answering' : old.bot,
        paused_until: null,
        gate: 'open',
      };
    case 'opt-out':
    case 'opt-in': {
      const opted_out = change.deed === 'opt-out';
      const without = old.paused_until
        ? 'paused'
        : old.gate === 'shielded'
          ? 'shielded'
          : 'answering';
      return {
        ...old,
        bot: old.bot === 'agent' ? 'agent' : opted_out ? 'opted_out' : without,
        contact: { ...old.contact, opted_out },
      };
    }
  }
}
