import { mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Drained, NewNode, Node, NodeChange, NodeTest } from '../../../api/types';

/** What is typed of a node. */
export interface NodeFields {
  name: string;
  api_url: string;
  /** Empty: the one that it has. */
  api_key: string;
  capacity: number;
  /** Empty: shared with no other. */
  storage: string;
}

/** The fleet. Nodes come and go by hand, but how they are is looked at all the time. */
export const nodesQuery = queryOptions({
  queryKey: ['nodes'],
  queryFn: ({ signal }) => request<{ nodes: Node[] }>('/api/nodes', { signal }),
  refetchInterval: 15_000,
});

export const addNodeMutation = mutationOptions({
  mutationKey: ['nodes', 'add'],
  mutationFn: (fields: NodeFields) => {
    const body: NewNode = { ...fields, storage: fields.storage || null };
    return request<Node>('/api/nodes', { method: 'POST', body });
  },
});

export const changeNodeMutation = mutationOptions({
  mutationKey: ['nodes', 'change'],
  mutationFn: ({ id, ...body }: NodeChange & { id: number }) =>
    request<Node>(`/api/nodes/${id}`, { method: 'PATCH', body }),
});

/** What of a node is to be changed. Its address and key are named only when they are: both may be refused. */
export function changes(node: Node, { api_url, api_key, ...fields }: NodeFields): NodeChange {
  return {
    ...fields,
    ...(api_url !== node.api_url && { api_url }),
    ...(api_key && { api_key }),
  };
}

export const testNodeMutation = mutationOptions({
  mutationKey: ['nodes', 'test'],
  mutationFn: (id: number) => request<NodeTest>(`/api/nodes/${id}/test`, { method: 'POST' }),
});

export const drainNodeMutation = mutationOptions({
  mutationKey: ['nodes', 'drain'],
  mutationFn: ({ id, move_linked }: { id: number; move_linked: boolean }) =>
    request<Drained>(`/api/nodes/${id}/drain`, { method: 'POST', body: { move_linked } }),
});

export const removeNodeMutation = mutationOptions({
  mutationKey: ['nodes', 'remove'],
  mutationFn: (id: number) => request<void>(`/api/nodes/${id}`, { method: 'DELETE' }),
});
