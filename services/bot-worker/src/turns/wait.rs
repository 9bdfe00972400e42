//! Since when a customer waits for a person of the tenant.

use storage::{outbox::ReplyKind, turns::Conversation};
use time::OffsetDateTime;

use super::decide::Took;

/// How a customer waits when a turn begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wait {
    /// Since when for a person.
    for_person: Option<OffsetDateTime>,
    /// Since when for this turn.
    for_turn: Option<OffsetDateTime>,
    opted_out: bool,
}

impl Wait {
    pub(super) fn of(conversation: &Conversation) -> Self {
        let since = conversation.waiting_since;
        Self {
            for_person: conversation.needs_person_since,
            for_turn: since.filter(|_| !conversation.waiting.is_empty()),
            opted_out: conversation.opted_out_at.is_some(),
        }
    }

    /// Since when for a person, if this turn has no answer.
    pub(super) fn unanswered(self) -> Option<OffsetDateTime> {
        self.for_person.or(self.for_turn)
    }

    /// Since when for a person after the turn. Who is handed over was promised one, whatever the bot says besides; to
    /// everybody else its answer is one.
    pub(super) fn after(
        self,
        took: &Took,
        is_handed_over: bool,
        now: OffsetDateTime,
    ) -> Option<OffsetDateTime> {
        if took.opted_out.unwrap_or(self.opted_out) {
            return None;
        }
        if took.hand_off.is_some() {
            return self.unanswered().or(Some(now));
        }
        let mut kinds = took.sayings.iter().map(|(kind, _)| *kind);
        let is_answered = kinds.any(|kind| kind == ReplyKind::Answer);
        match (is_answered, is_handed_over) {
            (true, true) => self.for_person,
            (true, false) => None,
            (false, _) => self.unanswered(),
        }
    }
}

#[cfg(test)]
mod tests {
    use bot::{Cause, HandOff};
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-27 12:00 UTC);
    const BEFORE: OffsetDateTime = datetime!(2026-11-27 09:00 UTC);
    const JUST_NOW: OffsetDateTime = datetime!(2026-11-27 11:59 UTC);

    fn took(kinds: &[ReplyKind]) -> Took {
        let says = kinds.iter().map(|kind| (*kind, "Hello".to_owned()));
        Took {
            sayings: says.collect(),
            ..Took::default()
        }
    }

    #[test]
    fn a_customer_waits_for_a_person_where_the_bot_has_no_answer() {
        let waits = |for_person, for_turn| Wait {
            for_person,
            for_turn,
            opted_out: false,
        };
        let written = Some(JUST_NOW);
        let says = &[ReplyKind::Answer][..];
        for (wait, said, handed_over, expected) in [
            (waits(None, written), says, false, None),
            (waits(Some(BEFORE), written), says, false, None),
            (waits(None, written), &[], false, written),
            (waits(Some(BEFORE), written), &[], false, Some(BEFORE)),
            // Nobody wrote.
            (waits(None, None), &[], false, None),
            (
                waits(Some(BEFORE), None),
                &[ReplyKind::FollowUp],
                false,
                Some(BEFORE),
            ),
            // Who was promised a person.
            (waits(Some(BEFORE), written), says, true, Some(BEFORE)),
            (waits(None, written), says, true, None),
            (waits(None, written), &[], true, written),
        ] {
            let after = wait.after(&took(said), handed_over, NOW);
            assert_eq!(after, expected, "{wait:?} {said:?} {handed_over}");
        }
    }

    #[test]
    fn who_is_handed_over_waits_and_who_wants_no_messages_does_not() {
        let wait = Wait {
            for_person: None,
            for_turn: Some(JUST_NOW),
            opted_out: false,
        };
        let mut hands_over = took(&[ReplyKind::Answer]);
        hands_over.hand_off = Some(Box::new(HandOff {
            cause: Cause::Asked,
            language: None,
            score: None,
            card: String::new(),
        }));
        assert_eq!(wait.after(&hands_over, true, NOW), Some(JUST_NOW));
        let mut lets_go = took(&[ReplyKind::Farewell]);
        lets_go.opted_out = Some(true);
        assert_eq!(wait.after(&lets_go, false, NOW), None);
        let gone = Wait {
            opted_out: true,
            ..wait
        };
        assert_eq!(gone.after(&took(&[]), false, NOW), None);
        let mut comes_back = took(&[ReplyKind::Answer]);
        comes_back.opted_out = Some(false);
        assert_eq!(gone.after(&comes_back, false, NOW), None);
    }
}
