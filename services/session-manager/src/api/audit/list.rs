//! `GET /api/audit?tenant_id&action&before&after&limit`

use axum::Json;
use axum::extract::State;
use domain::TenantId;
use serde::Deserialize;
use storage::audit::{self, Filter, Reading};
use utoipa::IntoParams;

use super::{EntryBody, PageBody};
use crate::api::Shared;
use crate::extract::Query;
use crate::problem::Problem;

/// Which entries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PageQuery {
    /// The id of a tenant: the entries about it.
    #[param(value_type = Option<i64>)]
    tenant_id: Option<TenantId>,
    /// The word of an action, such as `login_failed`: its entries.
    action: Option<String>,
    /// The id of an entry: those before it, newest first.
    before: Option<i64>,
    /// The id of an entry: those after it, oldest first. 0: from the first.
    after: Option<i64>,
    /// At most how many: 1 to 500, else 100.
    limit: Option<usize>,
}

/// Lists who did what, newest first.
///
/// With `after` it is oldest first, for who follows the log.
#[utoipa::path(
    get,
    path = "/api/audit",
    tag = "people",
    params(PageQuery),
    responses((status = 200, description = "The entries.", body = PageBody))
)]
pub(in crate::api) async fn list(
    State(api): Shared,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageBody>, Problem> {
    let limit = super::limit(query.limit)?;
    let reading = match (query.after, query.before) {
        (Some(_), Some(_)) => return Err(Problem::field("after", "cannot be asked with before")),
        (Some(after), None) => Reading::After(after),
        (None, before) => Reading::Before(before),
    };
    let filter = Filter {
        tenant: query.tenant_id,
        action: query.action.as_deref(),
    };
    let database = &api.whatsapp.database;
    let mut found = audit::list(database, reading, filter, limit.to_read()).await?;
    let next = limit.cut(&mut found, |entry| entry.id);
    let (next_after, next_before) = match reading {
        Reading::After(_) => (next, None),
        Reading::Before(_) => (None, next),
    };
    Ok(Json(PageBody {
        entries: found.into_iter().map(EntryBody::from).collect(),
        next_after,
        next_before,
    }))
}
