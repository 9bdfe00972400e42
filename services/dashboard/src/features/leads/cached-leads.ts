import type { InfiniteData, QueryClient } from '@tanstack/react-query';

import type { Lead, LeadChange, LeadPage } from '../../api/types';
import { leadsOf } from './api/leads';

/** A lead as it will be when the service has taken a change. */
export function changed(lead: Lead, { stage, assigned_to, slots }: LeadChange): Lead {
  const now = { ...lead, slots: { ...lead.slots } };
  if (stage) {
    now.stage = stage;
  }
  if (assigned_to !== undefined) {
    now.assigned_to = assigned_to;
  }
  for (const [name, value] of Object.entries(slots ?? {})) {
    const known = now.slots[name];
    now.slots[name] = { message_id: null, corrected_by: null, ...known, value };
    if (name === 'name' || name === 'wish') {
      now[name] = typeof value === 'string' ? value : null;
    }
  }
  return now;
}

/** Shows a lead as it is now on every page that has it; on the board it goes to the top of its stage. */
export function showLead(client: QueryClient, tenant: number, lead: Lead): void {
  const same = ({ id }: Lead) => id === lead.id;
  const root = leadsOf(tenant);
  client.setQueryData<Lead>([...root, 'one', lead.id], (known) => known && lead);
  client.setQueriesData<LeadPage>({ queryKey: [...root, 'list'] }, (page) =>
    page?.leads.some(same)
      ? { ...page, leads: page.leads.map((known) => (same(known) ? lead : known)) }
      : page,
  );
  for (const [key, column] of client.getQueriesData<InfiniteData<LeadPage, string>>({
    queryKey: [...root, 'column'],
  })) {
    if (column) {
      client.setQueryData(key, { ...column, pages: moved(column.pages, key[3] === lead.stage) });
    }
  }

  function moved(pages: LeadPage[], belongs: boolean): LeadPage[] {
    if (belongs && pages.some(({ leads }) => leads.some(same))) {
      return pages.map((page) => ({
        ...page,
        leads: page.leads.map((known) => (same(known) ? lead : known)),
      }));
    }
    return pages.map((page, index) => ({
      ...page,
      leads: [
        ...(belongs && index === 0 ? [lead] : []),
        ...page.leads.filter((known) => !same(known)),
      ],
    }));
  }
}
