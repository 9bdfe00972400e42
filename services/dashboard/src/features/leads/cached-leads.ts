import type { InfiniteData, QueryClient } from '@tanstack/react-query';

import type { Lead, LeadChange, LeadPage, LeadStages } from '../../api/types';
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

/** Counts a lead in the stage that it comes to, and no longer in the one it comes from. */
export function moveCount(client: QueryClient, tenant: number, from: string, to: string): void {
  if (from === to) {
    return;
  }
  client.setQueriesData<LeadStages>(
    { queryKey: [...leadsOf(tenant), 'stages'] },
    (counted) =>
      counted && {
        stages: counted.stages.map(({ stage, leads }) => ({
          stage,
          leads: Math.max(0, leads + (stage === to ? 1 : stage === from ? -1 : 0)),
        })),
      },
  );
}

/**
 * Shows what an event tells of a lead where it is shown already. Whether it belongs on other pages, and where, is for
 * those who read them again.
 */
export function replaceLead(client: QueryClient, tenant: number, lead: Lead): void {
  const root = leadsOf(tenant);
  const now = (known: Lead) => (known.id === lead.id ? lead : known);
  const inPage = (page: LeadPage) => ({ ...page, leads: page.leads.map(now) });
  client.setQueryData<Lead>([...root, 'one', lead.id], (known) => known && lead);
  client.setQueriesData<LeadPage>({ queryKey: [...root, 'list'] }, (page) => page && inPage(page));
  for (const [key, column] of client.getQueriesData<InfiniteData<LeadPage, string>>({
    queryKey: [...root, 'column'],
  })) {
    // A card does not stand in a stage that it has left.
    if (column && key[3] === lead.stage) {
      client.setQueryData(key, { ...column, pages: column.pages.map(inPage) });
    }
  }
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
