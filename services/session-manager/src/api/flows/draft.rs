//! `/api/tenants/{tenant_id}/flows/{flow}/draft`

mod get;
mod replace;

use serde::Serialize;
use serde_json::Value;
use storage::flows::Draft;
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(in crate::api) use get::*;
pub(in crate::api) use replace::*;

use super::FindingBody;

/// A flow as it is being written.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowDraft)]
pub(in crate::api) struct DraftBody {
    /// What it is called by programs.
    flow: String,
    /// Higher with each change.
    revision: i64,
    /// Who changed it last.
    by: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// The version that new conversations begin with; null while none is published.
    #[schema(required)]
    version: Option<i32>,
    /// What stands in the way of publishing it, and what could be better.
    findings: Vec<FindingBody>,
    /// The flow; its schema is `GET /api/flow-schema`.
    #[schema(value_type = Object)]
    document: Value,
}

impl DraftBody {
    fn new(flow: String, draft: Draft) -> Self {
        // One of another version of this service that cannot be read has nothing that could be found.
        let read = serde_json::from_value::<flow::Flow>(draft.document.clone());
        let findings = read.map(|flow| flow.lint()).unwrap_or_default();
        Self {
            flow,
            revision: draft.revision,
            by: draft.by,
            at: draft.at,
            version: draft.version,
            findings: FindingBody::all(findings),
            document: draft.document,
        }
    }
}
