import { mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Drained, Node, NodeTest } from '../../../api/types';

export interface NodeFields {
  name: string;
  api_url: string;
  /** Left out where the present one is to stay. */
  api_key?: string;
  capacity: number;
  storage: string | null;
}

/** The fleet. Nodes come and go by hand, but how they are is looked at all the time. */
export const nodesQuery = queryOptions({
  queryKey: ['nodes'],
  queryFn: ({ signal }) => request<{ nodes: Node[] }>('/api/nodes', { signal }),
  refetchInterval: 15_000,
});

export const addNodeMutation = mutationOptions({
  mutationKey: ['nodes', 'add'],
  mutationFn: (body: NodeFields) => request<Node>('/api/nodes', { method: 'POST', body }),
});

export const changeNodeMutation = mutationOptions({
  mutationKey: ['nodes', 'change'],
  mutationFn: ({ id, ...body }: Partial<NodeFields> & { id: number; draining?: boolean }) =>
    request<Node>(`/api/nodes/${id}`, { method: 'PATCH', body }),
});

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
