import { createContext, use } from 'react';

import type { User } from '../../api/types';

export const UserContext = createContext<User | null>(null);

/** Who is signed in; only for what is inside of the shell. */
export function useUser(): User {
  const user = use(UserContext);
  if (!user) {
    throw new Error('useUser is used where nobody is signed in');
  }
  return user;
}
