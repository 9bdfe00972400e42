//! `GET /api/audit?after&limit`

use axum::Json;
use axum::extract::State;
use domain::TenantId;
use serde::{Deserialize, Serialize};
use storage::audit::{self, Entry};
use time::OffsetDateTime;

use super::Shared;
use crate::extract::Query;
use crate::problem::Problem;

const LARGEST_PAGE: usize = 500;
const USUAL_PAGE: usize = 100;

/// Which entries are wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PageQuery {
    after: Option<i64>,
    limit: Option<usize>,
}

#[derive(Debug, Serialize)]
pub(in crate::api) struct PageBody {
    entries: Vec<EntryBody>,
    /// What to ask for as `after` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<i64>,
}

#[derive(Debug, Serialize)]
struct EntryBody {
    id: i64,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    tenant_id: Option<i64>,
    actor: String,
    action: String,
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

/// Who did what, in the order of the entries' numbers.
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
