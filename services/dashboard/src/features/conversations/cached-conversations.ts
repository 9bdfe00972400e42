import type { InfiniteData, QueryClient } from '@tanstack/react-query';

import { conversationQuery } from './api/conversation';
import { conversationLists, type Narrowed } from './api/conversations';
import type { Conversation, ConversationDetail, ConversationPage } from '../../api/types';
import { isWanted } from './filter';
import { folded, placed } from './fold';

type List = InfiniteData<ConversationPage>;

const SHAPE = {
  rowsOf: (page: ConversationPage) => page.conversations,
  withRows: (page: ConversationPage, conversations: Conversation[]) => ({ ...page, conversations }),
  order: (one: Conversation, other: Conversation) =>
    Date.parse(other.last_message_at) - Date.parse(one.last_message_at) || other.id - one.id,
};

/** The list with what its first page says now. */
export const withFirstPage = (old: List, fresh: ConversationPage): List =>
  folded(old, fresh, SHAPE);

/** The list with a conversation that has changed. The one that is open stays where it is looked at. */
function withConversation(
  old: List,
  now: Conversation,
  { search, filter }: Narrowed,
  open: number | null,
): List {
  const isThere = old.pages.some((page) => page.conversations.some(({ id }) => id === now.id));
  // Only the service knows what is found by words.
  const belongs = search === '' || isThere;
  const stays = isThere && now.id === open;
  return placed(old, now, belongs && (isWanted(now, filter) || stays), SHAPE);
}

/** Shows a conversation as it is now wherever it is shown. */
export function showConversation(
  client: QueryClient,
  tenant: number,
  now: Conversation,
  open: number | null,
): void {
  const one = conversationQuery(tenant, now.id).queryKey;
  client.setQueryData<ConversationDetail>(one, (old) => old && { ...old, ...now });
  const lists = client.getQueriesData<List>({ queryKey: conversationLists(tenant) });
  for (const [key, list] of lists) {
    if (list) {
      client.setQueryData(key, withConversation(list, now, key.at(-1) as Narrowed, open));
    }
  }
}

/** Changes what is shown of a conversation, where it stands. */
export function changeConversation(
  client: QueryClient,
  tenant: number,
  id: number,
  by: (old: Conversation) => Conversation,
): void {
  const one = conversationQuery(tenant, id).queryKey;
  client.setQueryData<ConversationDetail>(one, (old) => old && { ...old, ...by(old) });
  client.setQueriesData<List>(
    { queryKey: conversationLists(tenant) },
    (old) =>
      old && {
        ...old,
        pages: old.pages.map((page) =>
          page.conversations.some((row) => row.id === id)
            ? {
                ...page,
                conversations: page.conversations.map((row) => (row.id === id ? by(row) : row)),
              }
            : page,
        ),
      },
  );
}
