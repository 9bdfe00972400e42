import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';

interface PasswordChange {
  current_password: string;
  new_password: string;
}

export const passwordMutation = mutationOptions({
  mutationKey: ['account', 'password'],
  mutationFn: (body: PasswordChange) =>
    request<void>('/api/auth/password', { method: 'POST', body }),
});

export const logoutEverywhereMutation = mutationOptions({
  mutationKey: ['account', 'logout-everywhere'],
  mutationFn: () => request<void>('/api/auth/logout-everywhere', { method: 'POST' }),
});
