//! `/api/audit`, of all tenants, and `/api/tenants/{tenant_id}/audit`, of one.

mod list;
mod list_of_tenant;

use domain::TenantId;
use serde::Serialize;
use storage::audit::Entry;
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use list::*;
pub(super) use list_of_tenant::*;

use super::page::Limit;
use crate::problem::Problem;

/// A page of the audit log.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = AuditPage)]
pub(in crate::api) struct PageBody {
    entries: Vec<EntryBody>,
    /// What to ask for as `after` to read on; absent on the last page, and of pages that are newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_after: Option<i64>,
    /// What to ask for as `before` to read on; absent on the last page, and of pages that are oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<i64>,
}

/// Something that was done, or tried.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
struct EntryBody {
    id: i64,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Null of what is no tenant's.
    #[schema(required)]
    tenant_id: Option<i64>,
    /// Who: `user:5 ana@palm.example`, `token:7 nightly export`, `operator token`, `command line`, `unknown`. To a
    /// tenant's owner, every operator is `an operator`.
    actor: String,
    /// One word for programs: an open set.
    action: String,
    /// To what or whom.
    #[schema(required)]
    detail: Option<String>,
}

impl From<Entry> for EntryBody {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            tenant_id: entry.tenant.map(TenantId::get),
            actor: entry.actor.name,
            action: entry.action,
            detail: entry.detail,
        }
    }
}

/// A page may be larger here than elsewhere: logs are read by machines as well.
fn limit(asked: Option<usize>) -> Result<Limit, Problem> {
    const LARGEST: usize = 500;
    const USUAL: usize = 100;
    Limit::within(asked, USUAL, LARGEST)
}
