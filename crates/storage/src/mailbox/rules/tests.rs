use std::time::Duration;

use domain::{Direction, MessageKey};
use proptest::prelude::*;
use time::macros::datetime;

use super::*;
use crate::messages::MessageKind;

const START: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);
const PATIENCE: Patience = Patience {
    debounce: Duration::from_secs(6),
    debounce_ceiling: Duration::from_secs(25),
    takeover: Duration::from_hours(12),
    stale_after: Duration::from_mins(10),
};

fn mailbox() -> Mailbox {
    let tenant = TenantId::try_from(5).unwrap();
    Mailbox {
        tenant,
        id: ConversationId(1),
        session: SessionName::of_tenant(tenant),
        chat: "971509876543@c.us".parse().unwrap(),
        turns: 0,
        wake_at: None,
        paused_until: None,
        waiting_since: None,
        customer_wrote_at: None,
        person_wrote_at: None,
        before_waiting_since: None,
        needs_person_since: None,
        changes: Changes::default(),
    }
}

fn message(direction: Direction, written: OffsetDateTime, received: OffsetDateTime) -> Incoming {
    let tenant = TenantId::try_from(5).unwrap();
    Incoming {
        key: MessageKey::from_stored("5:tenant_5:message:in:AC36".to_owned()),
        direction,
        session: SessionName::of_tenant(tenant),
        chat: "971509876543@c.us".parse().unwrap(),
        other_address: None,
        stanza: "AC36".to_owned(),
        kind: MessageKind::Text,
        body: None,
        media: None,
        quoted: None,
        push_name: None,
        sent_at: written,
        received_at: received,
        backfilled: false,
        traceparent: None,
    }
}

fn after(seconds: u64) -> OffsetDateTime {
    START + Duration::from_secs(seconds)
}

/// The customer writes at this second.
fn customer(mailbox: &mut Mailbox, second: u64) -> Stored {
    let now = after(second);
    mailbox.customer_wrote(&message(Direction::In, now, now), PATIENCE, now)
}

fn person(mailbox: &mut Mailbox, second: u64, resumes: bool) -> Stored {
    let now = after(second);
    mailbox.person_wrote(&message(Direction::Out, now, now), resumes, PATIENCE, now)
}

#[test]
fn the_wait_begins_anew_with_each_message_up_to_the_ceiling() {
    let mut mailbox = mailbox();
    for (second, wakes) in [(0, 6), (4, 10), (9, 15), (14, 20), (19, 25), (24, 25)] {
        customer(&mut mailbox, second);
        assert_eq!(mailbox.wake_at, Some(after(wakes)), "after {second} s");
        assert_eq!(mailbox.waiting_since, Some(START));
    }
}

#[test]
fn a_person_has_the_chat_until_twelve_hours_after_the_last_word() {
    let mut mailbox = mailbox();
    customer(&mut mailbox, 0);
    person(&mut mailbox, 60, false);
    assert_eq!((mailbox.waiting_since, mailbox.wake_at), (None, None));
    let hours = |hours: u64| hours * 3600;
    assert!(matches!(
        customer(&mut mailbox, hours(11)),
        Stored::Answered(_)
    ));
    person(&mut mailbox, hours(12), false);
    assert!(matches!(
        customer(&mut mailbox, hours(23)),
        Stored::Answered(_)
    ));
    assert!(matches!(
        customer(&mut mailbox, hours(24) + 1),
        Stored::Waiting(_)
    ));
}

#[test]
fn a_word_gives_the_chat_back_and_what_was_written_before_it_is_the_persons() {
    let mut mailbox = mailbox();
    person(&mut mailbox, 0, false);
    customer(&mut mailbox, 10);
    assert!(matches!(person(&mut mailbox, 20, true), Stored::Resumed(_)));
    assert_eq!(mailbox.waiting_since, None);
    assert!(matches!(customer(&mut mailbox, 30), Stored::Waiting(_)));
}

#[test]
fn a_turn_is_overtaken_only_while_the_customer_was_not_kept_waiting_too_long() {
    for (second, overtaken) in [(24, true), (25, false)] {
        let mut mailbox = mailbox();
        mailbox.before_waiting_since = Some(START);
        customer(&mut mailbox, second);
        assert_eq!(mailbox.unsaid().is_some(), overtaken, "after {second} s");
    }
}

#[test]
fn an_undone_turn_keeps_the_ceiling_of_its_first_message() {
    let mut mailbox = mailbox();
    mailbox.before_waiting_since = Some(START);
    customer(&mut mailbox, 22);
    mailbox.undo_turn(PATIENCE);
    assert_eq!(mailbox.changes.undo, Undo::Turn);
    assert_eq!(mailbox.waiting_since, Some(START));
    assert_eq!(mailbox.wake_at, Some(after(25)));
}

/// What may happen in a chat.
#[derive(Debug, Clone, Copy)]
enum Happening {
    Customer { ago: u64 },
    Person { ago: u64, resumes: bool },
    Undone,
}

fn happening() -> impl Strategy<Value = (u64, Happening)> {
    let resumes = prop_oneof![3 => Just(false), 1 => Just(true)];
    let happening = prop_oneof![
        4 => (0..2_000_u64).prop_map(|ago| Happening::Customer { ago }),
        2 => (0..100_000_u64, resumes).prop_map(|(ago, resumes)| Happening::Person { ago, resumes }),
        1 => Just(Happening::Undone),
    ];
    (0..50_000_u64, happening)
}

proptest! {
    /// Whatever happens: somebody waits if and only if an alarm is set for him, within the ceiling; in a chat that a person
    /// has nobody waits for the bot.
    #[test]
    fn who_waits_is_woken_and_who_has_a_person_waits_for_no_bot(
        happenings in proptest::collection::vec(happening(), 1..40),
    ) {
        let mut mailbox = mailbox();
        let mut second = 0;
        for (later, happening) in happenings {
            second += later;
            let now = after(second);
            let written = |ago| now - Duration::from_secs(ago);
            match happening {
                Happening::Customer { ago } => {
                    let stored = mailbox.customer_wrote(&message(Direction::In, written(ago), now), PATIENCE, now);
                    let late = ago > 600;
                    prop_assert_eq!(matches!(stored, Stored::Late(_)), late);
                    if !late && mailbox.paused(now) {
                        prop_assert!(matches!(stored, Stored::Answered(_)));
                    }
                }
                Happening::Person { ago, resumes } => {
                    mailbox.person_wrote(&message(Direction::Out, written(ago), now), resumes, PATIENCE, now);
                    if resumes {
                        prop_assert!(!mailbox.paused(now));
                    } else if mailbox.paused(now) {
                        prop_assert_eq!(mailbox.waiting_since, None);
                    }
                }
                Happening::Undone => {
                    mailbox.before_waiting_since = mailbox.waiting_since;
                    if mailbox.unsaid().is_some() {
                        mailbox.undo_turn(PATIENCE);
                    }
                }
            }
            prop_assert_eq!(mailbox.waiting_since.is_some(), mailbox.wake_at.is_some());
            if let (Some(since), Some(wake)) = (mailbox.waiting_since, mailbox.wake_at) {
                prop_assert!(wake <= since + PATIENCE.debounce_ceiling);
            }
        }
    }
}
