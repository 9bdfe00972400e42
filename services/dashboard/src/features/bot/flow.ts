/** A flow's document, as far as the forms know it: `GET /api/flow-schema`. What they do not know stays as it is. */

export const LANGS = ['en', 'fa', 'ar', 'ru'] as const;
export type Lang = (typeof LANGS)[number];

export type Texts = Partial<Record<Lang, string | null>>;

export const FLOW_SLOTS = [
  'intent',
  'area',
  'property_type',
  'bedrooms',
  'budget',
  'timeline',
  'financing',
  'name',
  'phone',
  'details',
  'visit',
] as const;

export interface Amount {
  slot: string;
  amount: number;
  currency?: string | null;
}

export type Condition =
  | { known: string }
  | { is: { slot: string; any_of: string[] } }
  | { at_least: Amount }
  | { score: number }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

export interface Choice {
  id: string;
  labels: Texts;
}

export interface Question {
  slot: string;
  choices?: Choice[];
  max_retries?: number;
  retry_say?: Texts | null;
  takes_words?: boolean;
}

export interface Branch {
  id: string;
  when: Condition;
  next: string;
}

export interface Step {
  id: string;
  say?: Texts | null;
  ask?: Question | null;
  skip_if?: Condition | null;
  branches?: Branch[];
  next?: string | null;
}

export interface Shift {
  days: string[];
  from: string;
  to: string;
}

export interface Rule {
  id: string;
  when: Condition;
  points: number;
  reason: Texts;
}

export interface FollowUp {
  after: string;
  say: Texts;
}

export interface Flow {
  id: string;
  version: number;
  languages: Lang[];
  opening: Texts;
  steps: Step[];
  handoff: { say: Texts; say_closed?: Texts | null; when?: Condition[] };
  hours?: { time_zone: string; open: Shift[] } | null;
  followups?: FollowUp[];
  score?: { hot: number; warm: number; rules: Rule[] } | null;
  triggers?: { words?: string[]; links?: string[] } | null;
  timeout?: string;
}

/** Where a step leads that is no step. */
export const HAND_OFF = 'handoff';
export const END = 'end';

/** A word that none of the others is: `budget`, `budget_2`. */
export function freeId(wish: string, taken: readonly string[]): string {
  let id = wish;
  for (let n = 2; taken.includes(id) || id === HAND_OFF || id === END; n += 1) {
    id = `${wish}_${n}`;
  }
  return id;
}
