import { Navigate, Outlet } from 'react-router';

import { useUser } from '../features/auth/useUser';

/** Where a person's work is. */
export function Home() {
  const user = useUser();
  return <Navigate to={user.role === 'operator' ? '/fleet' : '/settings/whatsapp'} replace />;
}

/** The API refuses others as well; this leads them to their own work instead of to refusals. */
export function OnlyOperators() {
  return useUser().role === 'operator' ? <Outlet /> : <Navigate to="/" replace />;
}
