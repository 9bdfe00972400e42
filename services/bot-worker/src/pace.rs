//! When something may be said: a number that writes like a machine is blocked like one.
//!
//! Every message gets its moment when a turn decides it, so that all workers keep to one pace and nobody has to wait with a
//! message in hand. No database, no clock, no dice: days pass in a test as fast as it can call.

use std::time::Duration;

use storage::{bot_settings::BotSettings, outbox::ReplyKind, senders::Sender};
use time::OffsetDateTime;

use crate::{PacingSettings, quiet};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// A message that wants its moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// Why it is said.
    pub(crate) kind: ReplyKind,
    /// Whether the customer never wrote.
    pub(crate) first_contact: bool,
    /// Chance, from 0 to 1.
    pub(crate) dice: f64,
}

/// Finds the moment for a message and counts it.
pub(crate) fn reserve(
    settings: &PacingSettings,
    tenant: &BotSettings,
    sender: &mut Sender,
    wish: Wish,
    now: OffsetDateTime,
) -> OffsetDateTime {
    if let Some(morning) = held_until(tenant, wish, now) {
        // Spread, so that the number does not wake up with a volley; the day's pace is not the night's affair.
        return morning + settings.morning.mul_f64(wish.dice);
    }
    let mut at = sender.next_at.max(now);
    if wish.first_contact {
        at = first_contact(settings, sender, at, wish.dice);
    }
    if at >= sender.hour_began + HOUR {
        sender.hour_began = at;
        sender.hour_sent = 0;
    }
    if sender.hour_sent >= limit(settings.messages_per_hour, settings, sender, at) {
        at = sender.hour_began + HOUR;
        sender.hour_began = at;
        sender.hour_sent = 0;
    }
    sender.hour_sent += 1;
    sender.next_at = at + between(settings.gap_shortest, settings.gap_longest, wish.dice);
    at
}

fn first_contact(
    settings: &PacingSettings,
    sender: &mut Sender,
    at: OffsetDateTime,
    dice: f64,
) -> OffsetDateTime {
    let mut at = at
        .max(sender.next_first_contact_at)
        .max(sender.first_contacts_closed_until.unwrap_or(at));
    if at >= sender.day_began + DAY {
        sender.day_began = at;
        sender.day_first_contacts = 0;
    }
    if sender.day_first_contacts >= limit(settings.first_contacts_per_day, settings, sender, at) {
        at = sender.day_began + DAY;
        sender.day_began = at;
        sender.day_first_contacts = 0;
    }
    sender.day_first_contacts += 1;
    let gap = between(
        settings.first_contact_gap_shortest,
        settings.first_contact_gap_longest,
        dice,
    );
    sender.next_first_contact_at = at + gap;
    at
}

/// Until when the tenant's night holds it.
fn held_until(tenant: &BotSettings, wish: Wish, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let held = match wish.kind {
        // Nobody waits for it.
        ReplyKind::FollowUp => true,
        ReplyKind::Answer => wish.first_contact || tenant.quiet_answers,
        // A person decided it now, was promised it, or is called by it.
        ReplyKind::Agent | ReplyKind::Farewell | ReplyKind::Card => false,
    };
    held.then(|| quiet::ends(tenant, now)).flatten()
}

/// A budget as far as the number is warm: from a part on the first day up to all of it.
fn limit(budget: u32, settings: &PacingSettings, sender: &Sender, at: OffsetDateTime) -> i32 {
    let age = (at - sender.linked_at)
        .max(time::Duration::ZERO)
        .unsigned_abs();
    let days =
        |duration: Duration| u32::try_from(duration.as_secs() / DAY.as_secs()).unwrap_or(u32::MAX);
    let (age, warm) = (days(age), days(settings.warm_up));
    let part = if age >= warm {
        budget
    } else {
        (u64::from(budget) * u64::from(age + 1))
            .div_ceil(u64::from(warm) + 1)
            .try_into()
            .unwrap_or(budget)
    };
    i32::try_from(part.max(1)).unwrap_or(i32::MAX)
}

fn between(shortest: Duration, longest: Duration, dice: f64) -> Duration {
    shortest + longest.saturating_sub(shortest).mul_f64(dice)
}

#[cfg(test)]
mod tests;
