import { mutationOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';

export const logoutMutation = mutationOptions({
  mutationKey: ['logout'],
  mutationFn: () => request<void>('/api/auth/logout', { method: 'POST' }),
});
