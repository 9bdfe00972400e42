import { createContext, use } from 'react';

/** A tenant whose pages an operator sees as its own people do. */
export interface Visit {
  /** Who visits: the next who signs in does not. */
  operator: number;
  tenant_id: number;
  tenant_name: string;
}

interface Visiting {
  visit: Visit | null;
  setVisit: (visit: Visit | null) => void;
}

export const VisitContext = createContext<Visiting>({ visit: null, setVisit: () => {} });

export const useVisit = () => use(VisitContext);

const KEPT_AS = 'peyk.visit';

// Of this tab alone: another one may be at another tenant. A browser may refuse to keep anything.
export function keptVisit(): Visit | null {
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(KEPT_AS) ?? 'null') as Visit | null;
    return kept && Number.isSafeInteger(kept.tenant_id) && typeof kept.tenant_name === 'string'
      ? kept
      : null;
  } catch {
    return null;
  }
}

export function keepVisit(visit: Visit | null): void {
  try {
    if (visit) {
      window.sessionStorage.setItem(KEPT_AS, JSON.stringify(visit));
    } else {
      window.sessionStorage.removeItem(KEPT_AS);
    }
  } catch {
    // It ends with the page.
  }
}
