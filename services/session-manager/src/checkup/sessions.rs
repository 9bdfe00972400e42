//! Sessions that are not connected, and why.

use std::collections::BTreeMap;

use service_runtime::telemetry;
use storage::fleet_sessions::{self, Filter};
use storage::{Database, StorageError};

use super::book::Section;
use super::finding::{Finding, Level};

/// How many sessions of one state are asked for their reasons.
const REASONS_OF: i64 = 500;
/// How many reasons are shown of a state.
const REASONS: usize = 3;

/// What it means that sessions are in a state, and what to do; a state that is not here is as it should be, or passes.
const STATES: [(&str, Level, &str, &str); 8] = [
    (
        "deaf",
        Level::Wrong,
        "they say that they work and hear nothing: customers get no answer",
        "Restart their WAHA node; if it comes back, link the phones again. See [deaf] in the settings.",
    ),
    (
        "gave_up",
        Level::Wrong,
        "they were tried to be healed several times: customers get no answer",
        "POST /api/tenants/{id}/whatsapp/connect tries anew; the reason is in the session's timeline.",
    ),
    (
        "waha_unreachable",
        Level::Wrong,
        "their WAHA node does not answer: customers get no answer until it does",
        "Look at the node, above.",
    ),
    (
        "logged_out",
        Level::Warning,
        "the phone has removed its linked device: nobody is answered",
        "The tenant links the phone again, on the dashboard.",
    ),
    (
        "suspended",
        Level::Warning,
        "WhatsApp has suspended the number",
        "The tenant appeals in WhatsApp on the phone; a link made in the meantime does not help.",
    ),
    (
        "code_expired",
        Level::Warning,
        "nobody scanned the code",
        "The tenant asks for another code, on the dashboard.",
    ),
    (
        "reconnecting",
        Level::Warning,
        "they were connected and are not at this moment",
        "It passes within minutes; if it does not, look at their WAHA node and its network.",
    ),
    (
        "unknown",
        Level::Warning,
        "WAHA says something that this version does not know",
        "Look in WAHA's release notes; an upgrade of Peyk may know it.",
    ),
];

pub(super) async fn check(database: &Database) -> Vec<Finding> {
    look(database).await.unwrap_or_else(|error| {
        vec![Finding::wrong(
            "sessions",
            format!("how they are is not known: {}", telemetry::chain(&error)),
            "Mend what is said of Postgres and its migrations, and look again.",
        )]
    })
}

async fn look(database: &Database) -> Result<Vec<Finding>, StorageError> {
    let counts = fleet_sessions::count(database).await?;
    let told = |wanted: &str| {
        let found = counts.iter().find(|(state, _)| state == wanted);
        found.map_or(0, |(_, sessions)| *sessions)
    };
    let all: i64 = counts.iter().map(|(_, sessions)| sessions).sum();
    let mut findings = vec![Finding::fine(
        "sessions",
        format!("{} of {all} are connected", told("connected")),
    )];
    for (state, level, meaning, remedy) in STATES {
        let sessions = told(state);
        if sessions == 0 {
            continue;
        }
        let why = reasons(database, state).await?;
        let what = format!("{sessions} are {state}: {meaning}{why}");
        let finding = match level {
            Level::Wrong => Finding::wrong("sessions", what, remedy),
            Level::Fine | Level::Warning => Finding::warning("sessions", what, remedy),
        };
        findings.push(match section(state) {
            Some(section) => finding.see(section),
            None => finding,
        });
    }
    Ok(findings)
}

/// Where the operator's book tells of a state; what its tenant alone can do something about is not in it.
fn section(state: &str) -> Option<Section> {
    match state {
        "deaf" => Some(Section::SessionsDeaf),
        "gave_up" | "unknown" => Some(Section::SessionsGivenUp),
        "waha_unreachable" => Some(Section::WahaNodeUnreachable),
        "reconnecting" => Some(Section::SessionsAway),
        _ => None,
    }
}

/// The most frequent reasons, with how many sessions give them.
async fn reasons(database: &Database, state: &str) -> Result<String, StorageError> {
    let filter = Filter {
        state: Some(state),
        ..Filter::default()
    };
    let sessions = fleet_sessions::list(database, filter, None, REASONS_OF).await?;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for reason in sessions.into_iter().filter_map(|session| session.reason) {
        *counts.entry(reason).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, sessions)| std::cmp::Reverse(*sessions));
    let told: Vec<_> = counts
        .into_iter()
        .take(REASONS)
        .map(|(reason, sessions)| format!("{sessions} × \"{reason}\""))
        .collect();
    Ok(if told.is_empty() {
        String::new()
    } else {
        format!(" ({})", told.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::STATES;
    use crate::reconcile::State;

    #[test]
    fn the_states_are_those_that_sessions_have() {
        for (state, ..) in STATES {
            assert_eq!(State::named(state).as_str(), state);
        }
    }
}
