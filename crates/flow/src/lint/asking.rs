//! Questions, and conditions over their answers.

use super::{Findings, repeated};
use crate::{Ask, Condition, Flow, Slot};

/// The longest menu that people read.
const LONGEST_MENU: usize = 9;
/// The most times that a question may be asked again.
const MOST_RETRIES: u8 = 2;

pub(super) fn lint(flow: &Flow, findings: &mut Findings<'_>) {
    for (at, step) in flow.steps.iter().enumerate() {
        match (&step.ask, &step.say) {
            (Some(_), None) => findings.error(
                format!("steps[{at}].say"),
                "is missing though the step asks: write the question",
            ),
            (None, None) => findings.warning(
                format!("steps[{at}]"),
                "says nothing and asks nothing: remove it, or add `say`",
            ),
            _ => {}
        }
        if let Some(ask) = &step.ask {
            one(ask, &format!("steps[{at}].ask"), findings);
        }
    }
    conditions(flow, findings);
}

fn one(ask: &Ask, path: &str, findings: &mut Findings<'_>) {
    if ask.max_retries > MOST_RETRIES {
        findings.error(
            format!("{path}.max_retries"),
            format!("is {}: who is not understood is asked again {MOST_RETRIES} times at most, then a person is offered", ask.max_retries),
        );
    }
    if ask.slot == Slot::Phone {
        findings.warning(
            format!("{path}.slot"),
            "asks for a phone number, which WhatsApp tells of nearly everybody: remove the step",
        );
    }
    if ask.slot == Slot::Intent && ask.choices.is_empty() {
        findings.warning(
            format!("{path}.choices"),
            "is empty: a menu tells people what they can get here",
        );
    }
    if ask.slot.is_numeric() && !ask.choices.is_empty() {
        findings.error(
            format!("{path}.choices"),
            format!("numbers the answers to `{}`, so that `2` has two meanings: remove the menu and ask openly", ask.slot.name()),
        );
    }
    choices(ask, path, findings);
}

fn choices(ask: &Ask, path: &str, findings: &mut Findings<'_>) {
    if ask.choices.len() == 1 {
        findings.error(
            format!("{path}.choices"),
            "has one line: add a second, or remove the menu",
        );
    }
    if ask.choices.len() > LONGEST_MENU {
        findings.warning(
            format!("{path}.choices"),
            format!(
                "has {} lines: people read {LONGEST_MENU}",
                ask.choices.len()
            ),
        );
    }
    let ids: Vec<&str> = ask
        .choices
        .iter()
        .map(|choice| choice.id.as_str())
        .collect();
    for (at, id) in repeated(&ids) {
        findings.error(
            format!("{path}.choices[{at}].id"),
            format!("`{id}` is an earlier choice too: give each its own"),
        );
    }
    if let Some(values) = ask.slot.values() {
        for (at, id) in ids.iter().enumerate() {
            if !values.contains(id) {
                findings.error(
                    format!("{path}.choices[{at}].id"),
                    format!(
                        "`{id}` is no value of `{}`: write one of {}",
                        ask.slot.name(),
                        values.join(", ")
                    ),
                );
            }
        }
    }
    for language in crate::Language::ALL {
        let labels: Vec<_> = ask
            .choices
            .iter()
            .map(|choice| choice.labels.get(language))
            .collect();
        for (at, label) in repeated(&labels) {
            if label.is_some() {
                findings.error(
                    format!("{path}.choices[{at}].labels.{}", language.code()),
                    "reads like an earlier choice: people could not tell them apart",
                );
            }
        }
    }
}

/// Every condition of the flow, with its path.
fn each_condition(flow: &Flow, visit: &mut impl FnMut(&str, &Condition)) {
    for (at, step) in flow.steps.iter().enumerate() {
        if let Some(condition) = &step.skip_if {
            condition.walk(&format!("steps[{at}].skip_if"), visit);
        }
        for (branch, it) in step.branches.iter().enumerate() {
            it.when
                .walk(&format!("steps[{at}].branches[{branch}].when"), visit);
        }
    }
    for (at, rule) in flow.score.iter().flat_map(|score| &score.rules).enumerate() {
        rule.when.walk(&format!("score.rules[{at}].when"), visit);
    }
    for (at, condition) in flow.handoff.when.iter().enumerate() {
        condition.walk(&format!("handoff.when[{at}]"), visit);
    }
}

fn conditions(flow: &Flow, findings: &mut Findings<'_>) {
    let asked: Vec<Slot> = flow
        .steps
        .iter()
        .filter_map(|step| Some(step.ask.as_ref()?.slot))
        .collect();
    each_condition(flow, &mut |path, condition| {
        let slot = match condition {
            Condition::Known(slot) => *slot,
            Condition::Is(is) => is.slot,
            Condition::AtLeast(amount) => amount.slot,
            Condition::All(parts) | Condition::Any(parts) if parts.is_empty() => {
                findings.error(path, "has no parts: add one, or remove the condition");
                return;
            }
            Condition::Score(_) if flow.score.is_none() => {
                findings.error(
                    path,
                    "looks at the score, and the flow has none: add `score`",
                );
                return;
            }
            _ => return,
        };
        if !asked.contains(&slot) {
            findings.warning(
                path,
                format!(
                    "looks at `{}`, which no step asks for: it holds only for who tells it unasked",
                    slot.name()
                ),
            );
        }
        match condition {
            Condition::AtLeast(_) if !matches!(slot, Slot::Bedrooms | Slot::Budget) => findings
                .error(
                    format!("{path}.at_least.slot"),
                    format!(
                        "`{}` is no number: compare `bedrooms` or `budget`",
                        slot.name()
                    ),
                ),
            Condition::Is(is) => values(slot, &is.any_of, path, findings),
            _ => {}
        }
    });
}

fn values(slot: Slot, any_of: &[String], path: &str, findings: &mut Findings<'_>) {
    if any_of.is_empty() {
        findings.error(format!("{path}.is.any_of"), "is empty: name a value");
    }
    let Some(values) = slot.values() else { return };
    for (at, value) in any_of.iter().enumerate() {
        if !values.contains(&value.as_str()) {
            findings.error(
                format!("{path}.is.any_of[{at}]"),
                format!(
                    "`{value}` is no value of `{}`: write one of {}",
                    slot.name(),
                    values.join(", ")
                ),
            );
        }
    }
}
