//! Ways through the steps.

use super::Findings;
use crate::{END, Flow, HAND_OFF};

/// Where a step can lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Step(usize),
    HandOff,
    End,
}

pub(super) fn lint(flow: &Flow, findings: &mut Findings<'_>) {
    if flow.steps.is_empty() {
        return;
    }
    let routes: Vec<Vec<Target>> = (0..flow.steps.len())
        .map(|at| targets(flow, at, findings))
        .collect();
    unreachable(&routes, findings);
    no_way_out(&routes, findings);
    circles(flow, &routes, findings);
    let hands_over = routes
        .iter()
        .flatten()
        .any(|target| *target == Target::HandOff);
    if !hands_over {
        findings.error(
            "steps",
            "never come to a person: lead at least one step to `handoff`",
        );
    }
}

fn targets(flow: &Flow, at: usize, findings: &mut Findings<'_>) -> Vec<Target> {
    let step = &flow.steps[at];
    let mut named: Vec<(String, &str)> = step
        .branches
        .iter()
        .enumerate()
        .map(|(branch, it)| {
            (
                format!("steps[{at}].branches[{branch}].next"),
                it.next.as_str(),
            )
        })
        .collect();
    let mut targets = Vec::new();
    match &step.next {
        Some(next) => named.push((format!("steps[{at}].next"), next)),
        None if at + 1 < flow.steps.len() => targets.push(Target::Step(at + 1)),
        None => {
            findings.error(
                format!("steps[{at}].next"),
                "is missing in the last step, so that nothing comes after it: write `handoff` or `end`",
            );
            targets.push(Target::End);
        }
    }
    for (field, name) in named {
        match name {
            HAND_OFF => targets.push(Target::HandOff),
            END => targets.push(Target::End),
            id => {
                if let Some((to, _)) = flow.step(id) {
                    targets.push(Target::Step(to));
                    continue;
                }
                findings.error(
                    field,
                    format!("`{id}` is no step: write the id of one, `handoff` or `end`"),
                );
                // One finding is enough for it.
                targets.push(Target::End);
            }
        }
    }
    // Passing over a step leads where the step leads, so `skip_if` adds no way.
    targets
}

/// The steps that `from` leads to, itself among them.
fn reached(routes: &[Vec<Target>], from: usize, passes: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut reached = vec![false; routes.len()];
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut reached[at], true) || !passes(at) {
            continue;
        }
        open.extend(routes[at].iter().filter_map(|target| match target {
            Target::Step(to) => Some(*to),
            Target::HandOff | Target::End => None,
        }));
    }
    reached
}

fn unreachable(routes: &[Vec<Target>], findings: &mut Findings<'_>) {
    let reached = reached(routes, 0, |_| true);
    for (at, is_reached) in reached.iter().enumerate() {
        if !is_reached {
            findings.error(
                format!("steps[{at}]"),
                "is never reached: lead another step's `next` or a branch here, or remove it",
            );
        }
    }
}

fn no_way_out(routes: &[Vec<Target>], findings: &mut Findings<'_>) {
    for at in 0..routes.len() {
        let leaves = |step: usize| {
            routes[step]
                .iter()
                .any(|target| matches!(target, Target::HandOff | Target::End))
        };
        let reached = reached(routes, at, |_| true);
        let has_way_out = (0..routes.len()).any(|step| reached[step] && leaves(step));
        if !has_way_out {
            findings.error(
                format!("steps[{at}].next"),
                "has no way out: no path from here comes to `handoff` or `end`",
            );
        }
    }
}

/// A circle that asks nothing would go round for ever.
fn circles(flow: &Flow, routes: &[Vec<Target>], findings: &mut Findings<'_>) {
    let is_silent = |at: usize| flow.steps[at].ask.is_none();
    for at in (0..routes.len()).filter(|at| is_silent(*at)) {
        let comes_back = routes[at].iter().any(|target| match target {
            Target::Step(to) => is_silent(*to) && reached(routes, *to, is_silent)[at],
            Target::HandOff | Target::End => false,
        });
        if comes_back {
            findings.error(
                format!("steps[{at}].next"),
                "goes round in a circle without a question: ask something in it, or lead it out",
            );
        }
    }
}
