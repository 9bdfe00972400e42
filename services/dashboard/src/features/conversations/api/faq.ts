import { queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { Faq } from '../../../api/types';

/** What the tenant answers to what is often asked. */
export const faqQuery = (tenant: number) =>
  queryOptions({
    queryKey: ['conversations', tenant, 'faq'] as const,
    queryFn: ({ signal }) => request<Faq>(`/api/tenants/${tenant}/faq`, { signal }),
    staleTime: 5 * 60_000,
  });
