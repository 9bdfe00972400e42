import { keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request } from '../../../api/client';
import type { AuditPage } from '../../../api/types';
import { queryString } from '../../../components/useFilters';

const PAGE = 50;

/** Who did what, newest first. */
export const auditQuery = (before: string) =>
  queryOptions({
    queryKey: ['audit', before],
    queryFn: ({ signal }) =>
      request<AuditPage>(`/api/audit${queryString({ limit: PAGE, before })}`, { signal }),
    placeholderData: keepPreviousData,
  });
