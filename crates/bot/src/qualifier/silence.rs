//! Follow-ups to a customer who does not answer, as the flow says them.

use flow::Flow;
use time::{Duration, OffsetDateTime};

use super::{
    knowledge::{Place, Qualifying},
    render::{self, Names},
};
use crate::{Effect, Reminder, State, Step, Turn};

/// The state of a conversation after the customer wrote.
pub(super) fn answered(flow: &Flow, known: Qualifying, now: OffsetDateTime) -> State {
    let is_open = matches!(
        known.place,
        Place::Step { .. } | Place::Offer { .. } | Place::Returning { .. }
    );
    State {
        reminder: if is_open { next(flow, 0, now) } else { None },
        step: Step::Qualifying(Box::new(known)),
    }
}

/// A turn in which nobody wrote.
pub(super) fn turn(
    flow: &Flow,
    agency: &str,
    known: Qualifying,
    reminder: Option<Reminder>,
    now: OffsetDateTime,
) -> Turn {
    let follow_up = reminder.and_then(|reminder| flow.followups.get(usize::from(reminder.sent)));
    let (Some(reminder), Some(follow_up), Some(language)) = (reminder, follow_up, known.language)
    else {
        return Turn::silent(Step::Qualifying(Box::new(known)));
    };
    if now < reminder.at {
        let step = Step::Qualifying(Box::new(known));
        return Turn {
            wake_at: Some(reminder.at),
            ..Turn::silent(State {
                step,
                reminder: Some(reminder),
            })
        };
    }
    let names = Names {
        agency,
        customer: known.facts.slots.name.as_deref(),
    };
    let text = render::text(&follow_up.say, language, names);
    let reminder = next(flow, reminder.sent.saturating_add(1), now);
    Turn {
        wake_at: reminder.map(|reminder| reminder.at),
        effects: vec![Effect::FollowUp(text)],
        state: State {
            step: Step::Qualifying(Box::new(known)),
            reminder,
        },
    }
}

fn next(flow: &Flow, sent: u8, now: OffsetDateTime) -> Option<Reminder> {
    let follow_up = flow.followups.get(usize::from(sent))?;
    let wait = Duration::minutes(i64::from(follow_up.after.minutes()));
    let at = now.checked_add(wait)?;
    Some(Reminder { at, sent })
}
