import { mutationOptions, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Person, Role } from '../../../api/types';

/** Whose people: `/api/tenants/5`, or `/api` for the operators. */
export type Realm = string;

export interface NewPerson {
  email: string;
  /** Operators have none to choose. */
  role?: Role;
  password: string;
}

export const peopleQuery = (realm: Realm) =>
  queryOptions({
    queryKey: ['people', realm],
    queryFn: ({ signal }) => request<{ users: Person[] }>(`${realm}/users`, { signal }),
  });

export const addPersonMutation = (realm: Realm) =>
  mutationOptions({
    mutationKey: ['people', realm, 'add'],
    mutationFn: (body: NewPerson) => request<Person>(`${realm}/users`, { method: 'POST', body }),
  });

export const removePersonMutation = (realm: Realm) =>
  mutationOptions({
    mutationKey: ['people', realm, 'remove'],
    mutationFn: (id: number) => request<void>(`${realm}/users/${id}`, { method: 'DELETE' }),
  });
