import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { AuditPage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

const PAGE = 50;

/** Who did what. */
export const auditQuery = (after: string) =>
  queryOptions({
    queryKey: ['audit', after],
    queryFn: ({ signal }) =>
      request<AuditPage>(`/api/audit${queryString({ limit: PAGE, after })}`, { signal }),
    placeholderData: keepPreviousData,
  });
