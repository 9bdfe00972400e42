//! Points that add up.

use super::{Findings, repeated};
use crate::Flow;

pub(super) fn lint(flow: &Flow, findings: &mut Findings<'_>) {
    let Some(score) = &flow.score else { return };
    let ids: Vec<&str> = score.rules.iter().map(|rule| rule.id.as_str()).collect();
    for (at, id) in repeated(&ids) {
        findings.error(
            format!("score.rules[{at}].id"),
            format!("`{id}` is an earlier rule too: give each its own"),
        );
    }
    for (at, rule) in score.rules.iter().enumerate() {
        if rule.points == 0 {
            findings.warning(
                format!("score.rules[{at}].points"),
                "is 0: give it weight, or remove the rule",
            );
        }
    }
    if score.warm >= score.hot {
        findings.error(
            "score.warm",
            format!(
                "is {}, not below `hot` ({}): a lead is warm before it is hot",
                score.warm, score.hot
            ),
        );
    }
    if score.hot > score.most() {
        findings.error(
            "score.hot",
            format!(
                "is {}, and all rules together give {}: nobody would ever be hot",
                score.hot,
                score.most()
            ),
        );
    }
}
