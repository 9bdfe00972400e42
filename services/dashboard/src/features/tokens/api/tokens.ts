import { mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { ApiToken, CreatedToken } from '../../../api/types';

/** Whose tokens: `/api/tenants/5`, or `/api` for the operators'. */
export type Realm = string;

export const tokensQuery = (realm: Realm) =>
  queryOptions({
    queryKey: ['tokens', realm],
    queryFn: ({ signal }) => request<{ tokens: ApiToken[] }>(`${realm}/tokens`, { signal }),
  });

export const createTokenMutation = (realm: Realm) =>
  mutationOptions({
    mutationKey: ['tokens', realm, 'create'],
    mutationFn: (name: string) =>
      request<CreatedToken>(`${realm}/tokens`, { method: 'POST', body: { name } }),
    // It is a secret: nothing keeps it longer than it is looked at.
    gcTime: 0,
  });

export const revokeTokenMutation = (realm: Realm) =>
  mutationOptions({
    mutationKey: ['tokens', realm, 'revoke'],
    mutationFn: (id: number) => request<void>(`${realm}/tokens/${id}`, { method: 'DELETE' }),
  });
