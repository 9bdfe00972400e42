//! Fields that have to say something, and to say it once.

use jiff::tz::TimeZone;

use super::{Findings, repeated};
use crate::{END, Flow, HAND_OFF};

/// The most follow-ups that somebody gets who does not answer.
const MOST_FOLLOW_UPS: usize = 3;
/// The shortest wait before a follow-up, in minutes: sooner is pushing.
const SHORTEST_FOLLOW_UP: u32 = 60;

/// The most words, and the most links.
const MOST_TRIGGERS: usize = 50;
/// What is shorter is in every second message.
const SHORTEST_TRIGGER: usize = 2;

pub(super) fn lint(flow: &Flow, findings: &mut Findings<'_>) {
    if flow.id.trim().is_empty() {
        findings.error(
            "id",
            "is empty: give the flow a name that programs use, such as `rent`",
        );
    }
    if flow.version == 0 {
        findings.error("version", "is 0: versions begin at 1");
    }
    if flow.languages.is_empty() {
        findings.error("languages", "is empty: name at least one of en, fa, ar, ru");
    }
    for (at, language) in repeated(&flow.languages) {
        findings.error(
            format!("languages[{at}]"),
            format!("`{}` is there twice: remove one", language.code()),
        );
    }
    ids(flow, findings);
    triggers(flow, findings);
    follow_ups(flow, findings);
    hours(flow, findings);
}

fn ids(flow: &Flow, findings: &mut Findings<'_>) {
    if flow.steps.is_empty() {
        findings.error("steps", "is empty: a flow has at least one step");
    }
    let ids: Vec<&str> = flow.steps.iter().map(|step| step.id.as_str()).collect();
    for (at, id) in ids.iter().enumerate() {
        let field = format!("steps[{at}].id");
        if id.trim().is_empty() {
            findings.error(field, "is empty: give the step a name, such as `budget`");
        } else if [HAND_OFF, END].contains(id) {
            findings.error(
                field,
                format!("`{id}` is reserved as a target: choose another name"),
            );
        }
    }
    for (at, id) in repeated(&ids) {
        findings.error(
            format!("steps[{at}].id"),
            format!("`{id}` is the id of an earlier step too: give each step its own"),
        );
    }
    for (at, step) in flow.steps.iter().enumerate() {
        let ids: Vec<&str> = step
            .branches
            .iter()
            .map(|branch| branch.id.as_str())
            .collect();
        for (branch, id) in repeated(&ids) {
            findings.error(
                format!("steps[{at}].branches[{branch}].id"),
                format!("`{id}` is the id of an earlier branch too: give each branch its own"),
            );
        }
    }
}

fn triggers(flow: &Flow, findings: &mut Findings<'_>) {
    let lists = [
        ("words", &flow.triggers.words),
        ("links", &flow.triggers.links),
    ];
    for (name, list) in lists {
        if list.len() > MOST_TRIGGERS {
            findings.error(
                format!("triggers.{name}[{MOST_TRIGGERS}]"),
                format!(
                    "is one too many: {MOST_TRIGGERS} are sought in each first message at most"
                ),
            );
        }
        for (at, phrase) in list.iter().enumerate() {
            let length = phrase.chars().filter(|c| c.is_alphanumeric()).count();
            if length < SHORTEST_TRIGGER {
                findings.error(
                    format!("triggers.{name}[{at}]"),
                    format!(
                        "`{phrase}` is too short to choose by: write {SHORTEST_TRIGGER} letters or figures at least"
                    ),
                );
            }
        }
        for (at, phrase) in repeated(list) {
            findings.warning(
                format!("triggers.{name}[{at}]"),
                format!("`{phrase}` is there twice: remove one"),
            );
        }
    }
}

fn follow_ups(flow: &Flow, findings: &mut Findings<'_>) {
    if flow.followups.len() > MOST_FOLLOW_UPS {
        findings.error(
            format!("followups[{MOST_FOLLOW_UPS}]"),
            format!("is one too many: {MOST_FOLLOW_UPS} unanswered messages are the most that a number bears"),
        );
    }
    let mut before = None;
    for (at, follow_up) in flow.followups.iter().enumerate() {
        let field = format!("followups[{at}].after");
        if follow_up.after.minutes() < SHORTEST_FOLLOW_UP {
            findings.error(
                field,
                format!("{} is too soon: wait `1h` or longer", follow_up.after),
            );
        } else if before.is_some_and(|before| follow_up.after < before) {
            findings.warning(
                field,
                format!(
                    "{} is shorter than the wait before it: let them grow rarer",
                    follow_up.after
                ),
            );
        }
        before = Some(follow_up.after);
    }
}

fn hours(flow: &Flow, findings: &mut Findings<'_>) {
    let Some(hours) = &flow.hours else {
        if flow.handoff.say_closed.is_some() {
            findings.warning(
                "handoff.say_closed",
                "is never said without `hours`: add them, or remove it",
            );
        }
        return;
    };
    if hours.time_zone.trim().is_empty() {
        findings.error(
            "hours.time_zone",
            "is empty: write an IANA name, such as `Asia/Dubai`",
        );
    } else if TimeZone::get(&hours.time_zone).is_err() {
        findings.error(
            "hours.time_zone",
            format!(
                "`{}` is no time zone that anybody knows: write an IANA name, such as `Asia/Dubai`",
                hours.time_zone
            ),
        );
    }
    if hours.open.is_empty() {
        findings.error("hours.open", "is empty: add a shift, or remove `hours`");
    }
    for (at, opening) in hours.open.iter().enumerate() {
        if opening.days.is_empty() {
            findings.error(
                format!("hours.open[{at}].days"),
                "is empty: name days, such as `mon`",
            );
        }
        if opening.minutes().is_none() {
            findings.error(
                format!("hours.open[{at}].to"),
                format!(
                    "`{}` to `{}` is no shift: write times as `09:00`, the later one last",
                    opening.from, opening.to
                ),
            );
        }
    }
}
