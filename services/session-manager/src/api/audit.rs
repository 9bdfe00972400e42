//! `GET /api/audit?after&limit`

use axum::Json;
use axum::extract::State;
use domain::TenantId;
use serde::{Deserialize, Serialize};
use storage::audit::{self, Entry};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use super::Shared;
use crate::extract::Query;
use crate::problem::Problem;

const LARGEST_PAGE: usize = 500;
const USUAL_PAGE: usize = 100;

/// Which entries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PageQuery {
    /// The id of an entry: those after it.
    after: Option<i64>,
    /// At most how many: 1 to 500, else 100.
    limit: Option<usize>,
}

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditPage)]
pub(in crate::api) struct PageBody {
    entries: Vec<EntryBody>,
    /// What to ask for as `after` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_after: Option<i64>,
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
    /// Who: `user:5 ana@palm.example`, `token:7 nightly export`, `operator token`, `command line`, `unknown`.
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
            actor: entry.actor,
            action: entry.action,
            detail: entry.detail,
        }
    }
}

/// Lists who did what, in the order in which it was done.
#[utoipa::path(
    get,
    path = "/api/audit",
    tag = "people",
    params(PageQuery),
    responses((status = 200, description = "The entries.", body = PageBody))
)]
pub(in crate::api) async fn audit(
    State(api): Shared,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageBody>, Problem> {
    let limit = query.limit.unwrap_or(USUAL_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        let message = format!("must be 1 to {LARGEST_PAGE}");
        return Err(Problem::field("limit", message));
    }
    // One more than asked for tells whether there are more.
    let wanted = i64::try_from(limit + 1).expect("a page is small");
    let database = &api.whatsapp.database;
    let mut found = audit::list(database, query.after.unwrap_or(0), wanted).await?;
    let next_after = (found.len() > limit).then(|| found[limit - 1].id);
    found.truncate(limit);
    Ok(Json(PageBody {
        entries: found.into_iter().map(EntryBody::from).collect(),
        next_after,
    }))
}
