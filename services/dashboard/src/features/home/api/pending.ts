import type { Conversation } from '../../../api/types';

/** What the API's document is about to say of these; until then it is said here. */

/** A conversation, with since when it needs a person. */
export type WaitingConversation = Conversation & {
  needs_person_since: string | null;
  unread: number;
  last_message: { direction: 'in' | 'out'; body: string | null; media_kind: string | null } | null;
};

export interface WaitingPage {
  conversations: WaitingConversation[];
  next_before?: string;
}

/** What happened on a day of the tenant's. */
export interface HomeDay {
  /** `2026-11-27` */
  day: string;
  /** Those that began. */
  conversations: number;
  received: number;
  bot_replies: number;
  people_replies: number;
  leads: number;
  hot_leads: number;
}

export interface Home {
  days: number;
  time_zone: string;
  waiting: { conversations: number; oldest_since: string | null };
  leads: { new: number; hot: number; stages: { stage: string; leads: number }[] };
  first_reply: {
    conversations: number;
    median_seconds: number | null;
    p90_seconds: number | null;
  };
  per_day: HomeDay[];
  replies: { sent: number; failed: number; waiting: number };
}
