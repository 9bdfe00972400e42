use domain::TenantId;
use time::macros::{datetime, time};

use super::*;

/// Noon in Dubai.
const NOON: OffsetDateTime = datetime!(2026-11-26 08:00 UTC);
const MINUTE: Duration = Duration::from_mins(1);

fn settings() -> PacingSettings {
    crate::settings::tests::settings(&[]).expect("valid").pacing
}

fn sender(linked_days_ago: i64) -> Sender {
    Sender {
        tenant: TenantId::try_from(5).expect("positive"),
        linked_at: NOON - time::Duration::days(linked_days_ago),
        next_at: NOON,
        next_first_contact_at: NOON,
        hour_began: NOON,
        hour_sent: 0,
        day_began: NOON,
        day_first_contacts: 0,
        first_contacts_closed_until: None,
    }
}

const ANSWER: Wish = Wish {
    kind: ReplyKind::Answer,
    first_contact: false,
    dice: 0.5,
};
const STRANGER: Wish = Wish {
    kind: ReplyKind::Agent,
    first_contact: true,
    dice: 0.5,
};
const FOLLOW_UP: Wish = Wish {
    kind: ReplyKind::FollowUp,
    first_contact: false,
    dice: 0.5,
};

fn moments(sender: &mut Sender, wish: Wish, count: usize) -> Vec<OffsetDateTime> {
    let tenant = BotSettings::default();
    (0..count)
        .map(|_| reserve(&settings(), &tenant, sender, wish, NOON))
        .collect()
}

#[test]
fn a_number_takes_a_breath_between_two_messages() {
    let moments = moments(&mut sender(100), ANSWER, 3);
    assert_eq!(moments.first(), Some(&NOON));
    for pair in moments.windows(2) {
        assert_eq!(
            pair[1] - pair[0],
            between(settings().gap_shortest, settings().gap_longest, 0.5)
        );
    }
}

#[test]
fn an_hours_budget_is_not_exceeded_and_the_next_hour_has_its_own() {
    let budget = settings().messages_per_hour as usize;
    let moments = moments(&mut sender(100), ANSWER, 3 * budget);
    for (place, at) in moments.iter().enumerate() {
        let within = moments
            .iter()
            .skip(place)
            .filter(|other| **other < *at + HOUR)
            .count();
        assert!(within <= budget + 1, "{within} in an hour from {at}");
    }
}

#[test]
fn a_fresh_number_says_less_than_a_warm_one() {
    let in_the_first_hour = |days: i64| {
        let all = moments(&mut sender(days), ANSWER, 500);
        all.iter().filter(|at| **at < NOON + HOUR).count()
    };
    let counts: Vec<usize> = [0, 3, 6, 7, 100].map(in_the_first_hour).into();
    assert!(counts.is_sorted(), "{counts:?}");
    assert!(counts[0] * 4 < counts[3], "{counts:?}");
    assert_eq!(counts[3], counts[4]);
}

#[test]
fn strangers_have_a_budget_of_their_own_and_a_long_gap() {
    let mut sender = sender(100);
    let strangers = moments(&mut sender, STRANGER, 21);
    assert!(strangers[1] - strangers[0] >= settings().first_contact_gap_shortest);
    assert!(strangers[19] < NOON + DAY && strangers[20] >= NOON + DAY);
    // Whoever wrote to us waits for none of that.
    let mut fresh = self::sender(100);
    fresh.first_contacts_closed_until = Some(NOON + DAY);
    assert_eq!(moments(&mut fresh, ANSWER, 1), [NOON]);
    assert_eq!(moments(&mut fresh, STRANGER, 1), [NOON + DAY]);
}

#[test]
fn at_night_answers_are_sent_and_reminders_wait_for_the_morning() {
    let night = datetime!(2026-11-26 19:30 UTC); // 23:30 in Dubai
    let morning = datetime!(2026-11-27 04:00 UTC);
    let tenant = BotSettings::default();
    let mut sender = sender(100);
    let mut at =
        |wish, tenant: &BotSettings| reserve(&settings(), tenant, &mut sender, wish, night);
    assert_eq!(at(ANSWER, &tenant), night);
    let reminder = at(FOLLOW_UP, &tenant);
    assert!(
        reminder >= morning && reminder <= morning + settings().morning,
        "{reminder}"
    );
    assert!(
        at(ANSWER, &tenant) < night + MINUTE,
        "the reminder took no answer's place"
    );
    let strict = BotSettings {
        quiet_answers: true,
        ..BotSettings::default()
    };
    assert!(at(ANSWER, &strict) >= morning);
    let open = BotSettings {
        quiet_from: time!(0:00),
        quiet_until: time!(0:00),
        ..BotSettings::default()
    };
    assert!(at(FOLLOW_UP, &open) < night + MINUTE);
}
