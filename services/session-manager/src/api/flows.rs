//! `/api/tenants/{tenant_id}/flows`

pub(super) mod draft;
mod lint;
mod list;
mod publish;
mod rehearsal;
mod replay;
mod rollback;
mod try_out;
pub(super) mod versions;

use axum::http::StatusCode;
use flow::{Finding, Severity};
use serde::Serialize;
use storage::audit::Actor;
use storage::flows::Version;
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use lint::*;
pub(super) use list::*;
pub(super) use publish::*;
pub(super) use replay::*;
pub(super) use rollback::*;
pub(super) use try_out::*;

use crate::problem::Problem;

/// The longest note to a version, in characters.
const LONGEST_NOTE: usize = 500;

/// Something that is wrong with a flow, or could be better.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowFinding)]
pub(in crate::api) struct FindingBody {
    /// `error`: the flow cannot be published. `warning`: its author may not have meant this.
    severity: &'static str,
    /// The id of the step that it is in; null where it is in none.
    #[schema(required)]
    step: Option<String>,
    /// Where it is, as people write it: `steps[3].ask.choices[1].labels.ru`.
    field: String,
    /// The same as a JSON pointer: `/steps/3/ask/choices/1/labels/ru`.
    path: String,
    /// What is wrong, and what to do.
    message: String,
}

/// A version that was published.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowVersion)]
pub(in crate::api) struct VersionBody {
    /// Its number, from 1.
    version: i32,
    /// What is different, in its author's words.
    #[schema(required)]
    note: Option<String>,
    /// The version that it brings back; null where it is new.
    #[schema(required)]
    restores: Option<i32>,
    /// Who published it.
    by: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

/// A version that was published now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowPublished)]
pub(in crate::api) struct PublishedBody {
    version: VersionBody,
    /// What could still be better.
    findings: Vec<FindingBody>,
}

impl FindingBody {
    fn all(findings: Vec<Finding>) -> Vec<Self> {
        findings.into_iter().map(Self::from).collect()
    }
}

impl From<Finding> for FindingBody {
    fn from(finding: Finding) -> Self {
        Self {
            severity: match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            step: finding.step,
            path: pointer(&finding.field),
            field: finding.field,
            message: finding.message,
        }
    }
}

impl From<Version> for VersionBody {
    fn from(version: Version) -> Self {
        Self {
            version: version.version,
            note: version.note,
            restores: version.restores,
            by: version.by,
            at: version.at,
        }
    }
}

/// `steps[3].say.ru` as a JSON pointer.
fn pointer(field: &str) -> String {
    let parts = field.split(['.', '[']);
    parts.fold(String::new(), |pointer, part| {
        format!("{pointer}/{}", part.trim_end_matches(']'))
    })
}

/// Who did something, as the tenant's people read it: they learn no operator's name.
fn by(actor: &Actor) -> &str {
    if actor.is_operator {
        "an operator"
    } else {
        &actor.name
    }
}

/// A note, as it is kept; an empty one is none.
fn note(note: Option<&str>) -> Result<Option<&str>, Problem> {
    let note = note.map(str::trim).filter(|note| !note.is_empty());
    if note.is_some_and(|note| note.chars().count() > LONGEST_NOTE || note.contains('\0')) {
        let message = format!("must have at most {LONGEST_NOTE} characters, and none of them zero");
        return Err(Problem::field("note", message));
    }
    Ok(note)
}

fn flow_not_found() -> Problem {
    let detail = "The tenant has no flow of this name.";
    Problem::new(StatusCode::NOT_FOUND, "flow_not_found", detail)
}

fn version_not_found() -> Problem {
    let detail = "The flow has no version of this number.";
    Problem::new(StatusCode::NOT_FOUND, "version_not_found", detail)
}

fn nothing_published() -> Problem {
    let detail = "No version of the flow was published yet.";
    Problem::new(StatusCode::CONFLICT, "nothing_published", detail)
}

fn draft_changed() -> Problem {
    let detail = "Somebody else has changed the draft since. Read it anew.";
    Problem::new(StatusCode::CONFLICT, "draft_changed", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_a_pointer_too() {
        for (field, expected) in [
            (
                "steps[3].ask.choices[1].labels.ru",
                "/steps/3/ask/choices/1/labels/ru",
            ),
            ("followups[0].after", "/followups/0/after"),
            ("steps", "/steps"),
        ] {
            assert_eq!(pointer(field), expected);
        }
    }

    #[test]
    fn a_note_says_something_or_is_none() {
        assert_eq!(note(Some(" shorter ")).unwrap(), Some("shorter"));
        assert_eq!(note(Some("  ")).unwrap(), None);
        assert!(note(Some(&"x".repeat(501))).is_err());
        assert!(note(Some("a\0")).is_err());
    }
}
