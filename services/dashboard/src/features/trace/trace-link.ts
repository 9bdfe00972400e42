import { queryString } from '../../components/useFilters';
import type { Wanted } from './api/trace';

/** Where the way of a message is shown; for operators. */
export const traceLink = (wanted: Wanted) => `/trace${queryString(wanted)}`;
