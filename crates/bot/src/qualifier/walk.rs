//! From what is known to what comes next.

use flow::{Amount, Condition, END, Flow, HAND_OFF, Is, Slot};
use understanding::Bedrooms;

use super::{knowledge::Facts, score};

/// What comes next in a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next<'a> {
    /// To ask this step's question.
    Ask(&'a flow::Step),
    /// To call a person.
    HandOff,
    /// Nothing.
    End,
}

/// Walks from the first step, over everything that is known, to the first question that is open. The steps without a
/// question on the way are what is to be said before it.
///
/// It always begins at the first step, so that an answer that is taken back leads another way, and a flow that was
/// replaced finds its place.
pub(super) fn walk<'a>(flow: &'a Flow, facts: &Facts) -> (Vec<&'a flow::Step>, Next<'a>) {
    let mut said = Vec::new();
    if flow
        .handoff
        .when
        .iter()
        .any(|condition| holds(condition, flow, facts))
    {
        return (said, Next::HandOff);
    }
    let mut at = 0;
    // Nobody goes round for ever, whatever flow it is.
    for _ in 0..=flow.steps.len() {
        let Some(step) = flow.steps.get(at) else {
            break;
        };
        let is_skipped = step
            .skip_if
            .as_ref()
            .is_some_and(|condition| holds(condition, flow, facts));
        match &step.ask {
            Some(ask) if !is_skipped && !facts.knows(ask.slot) => return (said, Next::Ask(step)),
            None if !is_skipped => said.push(step),
            _ => {}
        }
        let branch = step
            .branches
            .iter()
            .find(|branch| holds(&branch.when, flow, facts));
        let target = branch.map(|branch| &branch.next).or(step.next.as_ref());
        at = match target.map(String::as_str) {
            None => at + 1,
            Some(HAND_OFF) => return (said, Next::HandOff),
            Some(END) => return (said, Next::End),
            Some(id) => match flow.step(id) {
                Some((place, _)) => place,
                None => break,
            },
        };
    }
    // What the linter refuses ends with a person.
    (said, Next::HandOff)
}

/// Whether a condition holds.
pub(super) fn holds(condition: &Condition, flow: &Flow, facts: &Facts) -> bool {
    match condition {
        Condition::Known(slot) => facts.states(*slot),
        Condition::Is(Is { slot, any_of }) => {
            facts.codes(*slot).iter().any(|code| any_of.contains(code))
        }
        Condition::AtLeast(amount) => reaches(amount, facts),
        // Points that depend on points would never be counted to the end.
        Condition::Score(points) => flow.score.as_ref().is_some_and(|scoring| {
            let counts =
                |condition: &Condition| !mentions_score(condition) && holds(condition, flow, facts);
            score::points(scoring, counts) >= *points
        }),
        Condition::All(parts) => parts.iter().all(|part| holds(part, flow, facts)),
        Condition::Any(parts) => parts.iter().any(|part| holds(part, flow, facts)),
        Condition::Not(part) => !holds(part, flow, facts),
    }
}

fn mentions_score(condition: &Condition) -> bool {
    let mut found = false;
    condition.walk("", &mut |_, part| {
        found |= matches!(part, Condition::Score(_));
    });
    found
}

fn reaches(wanted: &Amount, facts: &Facts) -> bool {
    match wanted.slot {
        Slot::Bedrooms => facts.slots.bedrooms.is_some_and(|bedrooms| match bedrooms {
            Bedrooms::Count(count) => u64::from(count) >= wanted.amount,
            Bedrooms::Studio(_) => wanted.amount == 0,
            Bedrooms::Range { min, max } => max.or(min).is_some_and(|most| u64::from(most) >= wanted.amount),
        }),
        Slot::Budget => facts.slots.budget.is_some_and(|budget| {
            let stated = budget.currency.and_then(|currency| super::knowledge::code(&currency));
            let is_other = matches!((&stated, &wanted.currency), (Some(stated), Some(wanted)) if stated != wanted);
            !is_other && budget.max.or(budget.min).is_some_and(|most| most >= wanted.amount)
        }),
        _ => false,
    }
}
