//! `GET /api/tenants/{tenant_id}/audit?action&before&limit`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use storage::audit::{self, Entry};
use storage::tenants;
use storage::users::Role;
use utoipa::IntoParams;

use super::{EntryBody, PageBody};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;

/// Which of a tenant's entries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct TenantPageQuery {
    /// The word of an action, such as `login_failed`, or several with commas between: their entries.
    action: Option<String>,
    /// The id of an entry: those before it.
    before: Option<i64>,
    /// At most how many: 1 to 500, else 100.
    limit: Option<usize>,
}

/// Lists who did what in the tenant, newest first.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/audit",
    tag = "people",
    params(TenantPageQuery),
    responses((status = 200, description = "The entries.", body = PageBody))
)]
pub(in crate::api) async fn list_of_tenant(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    Query(query): Query<TenantPageQuery>,
) -> Result<Json<PageBody>, Problem> {
    let limit = super::limit(query.limit)?;
    let actions = named(query.action.as_deref())?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let to_read = limit.to_read();
    let mut found = audit::list_of_tenant(&mut tx, tenant, query.before, &actions, to_read).await?;
    let next_before = limit.cut(&mut found, |entry| entry.id);
    let by_operator = principal.role == Role::Operator;
    let entries = found.into_iter().map(|entry| seen(entry, by_operator));
    Ok(Json(PageBody {
        entries: entries.collect(),
        next_before,
        ..PageBody::default()
    }))
}

/// The actions that a query names.
fn named(asked: Option<&str>) -> Result<Vec<String>, Problem> {
    const MOST: usize = 20;
    let words = asked.into_iter().flat_map(|words| words.split(','));
    let actions: Vec<String> = words.map(|word| word.trim().to_owned()).collect();
    if actions.len() > MOST {
        return Err(Problem::field("action", format!("must be {MOST} at most")));
    }
    Ok(actions)
}

/// The tenant's people learn no operator's name.
fn seen(entry: Entry, by_operator: bool) -> EntryBody {
    let shown = (!by_operator).then(|| entry.actor.seen_by_tenants().to_owned());
    let mut body = EntryBody::from(entry);
    if let Some(shown) = shown {
        body.actor = shown;
    }
    body
}
