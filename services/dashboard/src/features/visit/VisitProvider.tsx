import { useCallback, useMemo, useState, type ReactNode } from 'react';

import type { User } from '../../api/types';
import { UserContext } from '../auth/useUser';
import { keepVisit, keptVisit, VisitContext, type Visit } from './visit';

interface Props {
  user: User;
  children: (user: User) => ReactNode;
}

/** Who is signed in; an operator who visits a tenant stands where its people stand, and stays an operator. */
export function VisitProvider({ user, children }: Props) {
  const [kept, keep] = useState(keptVisit);
  const visit = kept?.operator === user.id && user.role === 'operator' ? kept : null;
  const setVisit = useCallback((next: Visit | null) => {
    keepVisit(next);
    keep(next);
  }, []);
  const visiting = useMemo(() => ({ visit, setVisit }), [visit, setVisit]);
  const { tenant_id, tenant_name } = visit ?? user;
  const here = useMemo(() => ({ ...user, tenant_id, tenant_name }), [user, tenant_id, tenant_name]);
  return (
    <VisitContext value={visiting}>
      <UserContext value={here}>{children(here)}</UserContext>
    </VisitContext>
  );
}
