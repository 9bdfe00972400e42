import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { AuditPage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

const PAGE = 50;

interface Wanted {
  action: string;
  tenant_id: string;
  before: string;
}

/** Who did what, newest first. */
export const auditQuery = (wanted: Wanted) =>
  queryOptions({
    queryKey: ['audit', wanted],
    queryFn: ({ signal }) =>
      request<AuditPage>(`/api/audit${queryString({ limit: PAGE, ...wanted })}`, { signal }),
    placeholderData: keepPreviousData,
  });
