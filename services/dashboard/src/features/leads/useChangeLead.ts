import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

import type { Lead, LeadChange } from '../../api/types';
import { changeLeadMutation } from './api/change-lead';
import { leadQuery, leadsOf } from './api/leads';
import { changed, moveCount, showLead } from './cached-leads';

/** What was changed, in words, and how to change it back. */
export interface Undoable {
  text: string;
  undo: () => void;
}

/** Changes leads: the page shows it at once, and takes it back when the service refuses. */
export function useChangeLead(tenant: number) {
  const client = useQueryClient();
  const [undoable, setUndoable] = useState<Undoable | null>(null);
  const mutation = useMutation({
    ...changeLeadMutation(tenant),
    onMutate: async ({ lead, change }) => {
      // What is under way knows nothing of this change, and would show the lead as it was.
      await client.cancelQueries({ queryKey: leadsOf(tenant) });
      const before = client.getQueriesData({ queryKey: leadsOf(tenant) });
      const now = changed(lead, change);
      showLead(client, tenant, now);
      moveCount(client, tenant, lead.stage, now.stage);
      return before;
    },
    onError: (_error, _wish, before) => {
      setUndoable(null);
      for (const [key, data] of before ?? []) {
        client.setQueryData(key, data);
      }
    },
    onSuccess: (now) => {
      client.setQueryData(leadQuery(tenant, now.id).queryKey, now);
    },
    onSettled: () => {
      // Of several under way the last one reads again.
      if (client.isMutating({ mutationKey: changeLeadMutation(tenant).mutationKey }) === 1) {
        void client.invalidateQueries({ queryKey: leadsOf(tenant) });
      }
    },
  });
  const { mutate } = mutation;

  const change = useCallback(
    (lead: Lead, wish: LeadChange, text: string) => {
      const back = opposite(lead, wish);
      const now = changed(lead, wish);
      setUndoable({
        text,
        undo: () => {
          setUndoable(null);
          mutate({ lead: now, change: back });
        },
      });
      mutate({ lead, change: wish });
    },
    [mutate],
  );

  const forget = useCallback(() => setUndoable(null), []);
  return { change, error: mutation.error, undoable, forget };
}

/** What makes a lead again what it was. */
export function opposite(lead: Lead, { stage, assigned_to, slots }: LeadChange): LeadChange {
  const back: LeadChange = {};
  if (stage) {
    back.stage = lead.stage;
  }
  if (assigned_to !== undefined) {
    back.assigned_to = lead.assigned_to;
  }
  if (slots) {
    back.slots = Object.fromEntries(
      Object.keys(slots).map((name) => [name, valueOf(lead, name) ?? null]),
    );
  }
  return back;
}

function valueOf(lead: Lead, name: string): unknown {
  const known = lead.slots[name]?.value;
  return known ?? (name === 'name' || name === 'wish' ? lead[name] : null);
}
