import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { User } from '../../../api/types';

export interface Credentials {
  email: string;
  password: string;
}

export const loginMutation = mutationOptions({
  mutationKey: ['login'],
  mutationFn: (credentials: Credentials) =>
    request<{ user: User }>('/api/auth/login', { method: 'POST', body: credentials }),
});
