import { Navigate, Outlet } from 'react-router';

import { useUser } from '../features/auth/useUser';

/** Where an operator's work is; that of the others is at `/` itself. */
export const OPERATORS_HOME = '/fleet';

/** The API refuses others as well; this leads them to their own work instead of to refusals. */
export function OnlyOperators() {
  return useUser().role === 'operator' ? <Outlet /> : <Navigate to="/" replace />;
}
