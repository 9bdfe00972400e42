/** What the API tells of conversations. It stands here as long as the generated types do not have all of it. */
import type * as Api from '../../api/types';

/** What was said last, for a list. */
export interface LastMessage {
  id: number;
  direction: string;
  by: string;
  kind: string;
  media_kind: string | null;
  body: string | null;
  sent_at: string;
  ack: number | null;
  revoked: boolean;
}

export type Conversation = Api.Conversation & {
  last_message: LastMessage | null;
  /** The customer's messages since somebody of the tenant last read or wrote here, at most 100. */
  unread: number;
  /** Since when the customer waits for a person: nobody else will answer. */
  needs_person_since: string | null;
  lead_id: number | null;
};
export interface ConversationPage {
  conversations: Conversation[];
  next_before?: string;
}
export type ConversationDetail = Conversation & { outbox: Api.Reply[] };

export interface Reaction {
  emoji: string;
  by: string;
}

/** What a message answers. */
export interface Quoted {
  /** Null of what was never stored. */
  id: number | null;
  by: string;
  body: string | null;
}

interface Said {
  by: string;
  ack: number | null;
  reactions: Reaction[];
  edited_at: string | null;
  revoked_at: string | null;
  reply_to: Quoted | null;
}
export type ConversationMessage = Api.ConversationMessage & Said;
export type PagedMessage = Api.PagedMessage & Said;
export interface MessagePage {
  messages: PagedMessage[];
  next_before?: string;
  next_after?: string;
}

/** What the bot is about to do. */
export interface BotState {
  flow: { name: string; version: number } | null;
  step: { id: string; kind: string; text: string | null } | null;
  handed_over: boolean;
  next: { at: string; kind: string } | null;
  planned: Api.Reply[];
}

export type { Lead, MessageMedia, Reply } from '../../api/types';
