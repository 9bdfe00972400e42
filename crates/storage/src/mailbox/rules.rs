//! What a message does to its conversation. No database, no clock: days pass in a test as fast as it can call.

use domain::{ChatId, SessionName, TenantId};
use time::OffsetDateTime;

use super::{Patience, Stored};
use crate::{
    conversations::ConversationId,
    messages::Incoming,
    outbox::{Unsaid, Why},
};

/// A conversation's row as intake sees it.
#[derive(Debug, Clone)]
pub(crate) struct Mailbox {
    pub(crate) tenant: TenantId,
    pub(crate) id: ConversationId,
    pub(crate) session: SessionName,
    pub(crate) chat: ChatId,
    pub(crate) turns: i64,
    pub(crate) wake_at: Option<OffsetDateTime>,
    pub(crate) paused_until: Option<OffsetDateTime>,
    pub(crate) waiting_since: Option<OffsetDateTime>,
    pub(crate) customer_wrote_at: Option<OffsetDateTime>,
    pub(crate) person_wrote_at: Option<OffsetDateTime>,
    /// Since when the customer waited for the last turn, if it can be undone.
    pub(crate) before_waiting_since: Option<OffsetDateTime>,
    /// Since when the customer waits for a person.
    pub(crate) needs_person_since: Option<OffsetDateTime>,
    pub(crate) changes: Changes,
}

/// What the rules ask for beside the row's own values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// Anything at all.
    pub(crate) any: bool,
    /// What waits is a person's now.
    pub(crate) dismiss: bool,
    /// What waits and was written before this moment is a person's.
    pub(crate) dismiss_before: Option<OffsetDateTime>,
    speech: Speech,
    pub(crate) undo: Undo,
}

/// What becomes of what the bot was about to say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Speech {
    /// It is said.
    #[default]
    GoesOn,
    /// The customer wrote again: what the last turn has not said yet is not said.
    Overtaken,
    /// A person speaks: nothing of it is said.
    Silenced,
}

/// What of the last turn is as if it had not been.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Undo {
    /// Nothing.
    #[default]
    Nothing,
    /// What the bot thought.
    State,
    /// That, and what it took waits again.
    Turn,
}

impl Mailbox {
    /// Whether a person has the chat at this moment.
    pub(crate) fn paused(&self, now: OffsetDateTime) -> bool {
        self.paused_until.is_some_and(|until| until > now)
    }

    /// Whether everything that the bot was about to say is to be cancelled.
    pub(crate) fn silenced(&self) -> bool {
        self.changes.speech == Speech::Silenced
    }

    /// What the last turn has not said yet, if it is to be taken back.
    pub(crate) fn unsaid(&self) -> Option<Unsaid> {
        let why = match self.changes.speech {
            Speech::GoesOn => return None,
            Speech::Overtaken => Why::CustomerWrote,
            Speech::Silenced => Why::PersonSpeaks,
        };
        self.before_waiting_since.map(|_| Unsaid {
            tenant: self.tenant,
            conversation: self.id,
            turn: self.turns,
            why,
        })
    }

    /// A message of the customer.
    pub(crate) fn customer_wrote(
        &mut self,
        message: &Incoming,
        patience: Patience,
        now: OffsetDateTime,
    ) -> Stored {
        self.changes.any = true;
        let newest = self
            .customer_wrote_at
            .is_none_or(|at| at <= message.sent_at);
        self.customer_wrote_at = self.customer_wrote_at.max(Some(message.sent_at));
        // Old by the time that it needed to reach us, not by the time that it waited here: what a backlog or a
        // backfill brings may be from before the customer gave up, or called.
        let answered = self.person_wrote_at.is_some_and(|at| at > message.sent_at);
        if message.sent_at + patience.stale_after < message.received_at {
            // Behind it may be what the bot has answered.
            if newest && !answered {
                self.need_person(message.sent_at);
            }
            return Stored::Late(self.id);
        }
        if answered || self.paused(now) {
            if !answered {
                self.need_person(message.sent_at);
            }
            return Stored::Answered(self.id);
        }
        if newest {
            // Replies go to where the customer wrote from last.
            self.session = message.session.clone();
            self.chat = message.chat.clone();
        }
        // Whom the bot keeps waiting already is not kept waiting longer by writing on and on.
        let since = self.before_waiting_since;
        let overtakes = since.is_some_and(|since| now < since + patience.debounce_ceiling);
        if overtakes && self.changes.speech == Speech::GoesOn {
            self.changes.speech = Speech::Overtaken;
        }
        let since = *self.waiting_since.get_or_insert(now);
        self.wake_at = Some((now + patience.debounce).min(since + patience.debounce_ceiling));
        Stored::Waiting(self.id)
    }

    /// A message of a person of the tenant, from the phone or another device.
    pub(crate) fn person_wrote(
        &mut self,
        message: &Incoming,
        resumes: bool,
        patience: Patience,
        now: OffsetDateTime,
    ) -> Stored {
        self.changes.any = true;
        if resumes {
            self.paused_until = None;
            return Stored::Resumed(self.id);
        }
        self.person_wrote_at = self.person_wrote_at.max(Some(message.sent_at));
        // One from a backlog answers what was written before it.
        let unanswered = self.customer_wrote_at.filter(|at| *at > message.sent_at);
        let needed = self.needs_person_since;
        self.needs_person_since = needed.zip(unanswered).map(|(since, newest)| {
            if since > message.sent_at {
                since
            } else {
                newest
            }
        });
        let until = message.sent_at.min(now) + patience.takeover;
        self.paused_until = self.paused_until.max(Some(until));
        if self.paused(now) {
            self.silence();
        } else {
            // One from a backlog, older than the pause that it would begin: it answers what was written before it.
            self.changes.dismiss_before = self.changes.dismiss_before.max(Some(message.sent_at));
        }
        Stored::Takeover(self.id)
    }

    /// A person of the tenant takes the chat until then, without a word in it.
    pub(crate) fn taken_over(&mut self, until: OffsetDateTime) {
        self.changes.any = true;
        self.paused_until = Some(until);
        if let Some(since) = self.waiting_since {
            self.need_person(since);
        }
        self.silence();
    }

    /// The customer has written, and neither has anybody answered nor will the bot.
    pub(crate) fn need_person(&mut self, since: OffsetDateTime) {
        self.needs_person_since.get_or_insert(since);
    }

    /// Nothing waits for the bot any more, it plans nothing, and it says nothing of what it had planned.
    fn silence(&mut self) {
        self.waiting_since = None;
        self.wake_at = None;
        self.changes.dismiss = true;
        self.changes.speech = Speech::Silenced;
    }

    /// Nothing of the last turn was said: it is as if it had not been. Its messages wait again with the new one, unless
    /// they are a person's now.
    pub(crate) fn undo_turn(&mut self, patience: Patience) {
        if let Some(since) = self.forget_turn()
            && !self.silenced()
        {
            self.changes.undo = Undo::Turn;
            self.waiting_since = Some(since);
            self.wake_at = self.wake_at.min(Some(since + patience.debounce_ceiling));
        }
    }

    /// What the bot thought in its last turn, it has not thought. Answers since when the customer waited for that turn.
    pub(crate) fn forget_turn(&mut self) -> Option<OffsetDateTime> {
        self.changes.undo = Undo::State;
        self.before_waiting_since.take()
    }
}

#[cfg(test)]
mod tests;
