/** What the API's document is about to say of leads; until then it is said here. */

/** How many leads are in each stage, all stages, in their order. */
export interface LeadStages {
  stages: { stage: string; leads: number }[];
}

/** Something of a lead that became otherwise: `stage`, `score_class`, `assigned_to`, `slots.area`; an open set. */
export interface LeadFieldChange {
  field: string;
  from: unknown;
  to: unknown;
}

export interface LeadHistoryEntry {
  at: string;
  /** `created`, `changed`, `handed_over`, `crm_delivered`; an open set. */
  action: string;
  /** `user`, `token`, `bot`, `operator`, `system`; an open set. */
  actor: { kind: string; id: number | null; name: string | null };
  changes: LeadFieldChange[];
}

export interface LeadHistory {
  entries: LeadHistoryEntry[];
  next_before?: number;
}

/** Whom a lead can be assigned to. */
export interface Colleagues {
  colleagues: { id: number; name: string; is_owner: boolean }[];
}
