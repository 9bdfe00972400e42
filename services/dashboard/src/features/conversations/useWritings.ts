import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';

import { ApiError } from '../../api/client';
import { conversationQuery } from './api/conversation';
import { write } from './api/write';
import { keepRecent } from './recent';
import type { Writing } from './timeline';
import { useRefresh } from './useLiveConversations';

/** Kept while another page is looked at: nothing that was written is lost by that. */
const writingsQuery = (tenant: number, id: number) =>
  queryOptions({
    queryKey: ['conversations-writings', tenant, id],
    queryFn: (): Writing[] => [],
    initialData: [] as Writing[],
    staleTime: Infinity,
    gcTime: Infinity,
  });

/** What a person writes in a conversation: seen at once, and said once. */
export function useWritings(tenant: number, id: number) {
  const client = useQueryClient();
  const refresh = useRefresh(tenant);
  const query = writingsQuery(tenant, id);
  const { data: writings } = useQuery(query);
  const change = (by: (old: Writing[]) => Writing[]) =>
    client.setQueryData(query.queryKey, (old) => by(old ?? []));

  const send = async ({ key, text }: Pick<Writing, 'key' | 'text'>) => {
    const writing: Writing = { key, text, at: new Date().toISOString(), error: null };
    change((old) => [...old.filter((other) => other.key !== key), writing]);
    try {
      const reply = await write(tenant, id, text, key);
      client.setQueryData(
        conversationQuery(tenant, id).queryKey,
        (old) =>
          old && { ...old, outbox: [...old.outbox.filter((one) => one.id !== reply.id), reply] },
      );
      change((old) => old.filter((other) => other.key !== key));
      keepRecent(tenant, text);
    } catch (error) {
      const failed = error instanceof Error ? error : new ApiError(0, 'unknown', '');
      change((old) =>
        old.map((other) => (other.key === key ? { ...other, error: failed } : other)),
      );
    }
    await refresh.chat(id);
  };

  return {
    writings,
    write: (text: string) => void send({ key: newKey(), text }),
    /** Under the same key: if it was said after all, it is not said again. */
    again: (writing: Writing) => void send(writing),
    discard: ({ key }: Writing) => change((old) => old.filter((other) => other.key !== key)),
  };
}

/** `randomUUID` is only there where the page came by HTTPS. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
