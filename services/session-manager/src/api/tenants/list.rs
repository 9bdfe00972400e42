//! `GET /api/tenants?search&limit&after`

use axum::Json;
use axum::extract::State;
use domain::TenantId;
use serde::{Deserialize, Serialize};
use storage::tenants;

use super::TenantBody;
use crate::api::Shared;
use crate::api::page::Limit;
use crate::extract::Query;
use crate::problem::Problem;

/// Which tenants are wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PageQuery {
    /// A part of the name, or the id.
    search: Option<String>,
    limit: Option<usize>,
    after: Option<TenantId>,
}

#[derive(Debug, Serialize)]
pub(in crate::api) struct PageBody {
    tenants: Vec<TenantBody>,
    /// What to ask for as `after` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<i64>,
}

/// Tenants in the order of their ids.
pub(in crate::api) async fn list(
    State(api): Shared,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let mut tx = api.whatsapp.database.begin_for(&[]).await?;
    let search = query.search.as_deref().map(str::trim);
    let mut found = match search.filter(|text| !text.is_empty()) {
        Some(text) => tenants::search(&mut tx, text, query.after, limit.to_read()).await?,
        None => tenants::list(&mut tx, query.after, limit.to_read()).await?,
    };
    let next_after = limit.cut(&mut found, |tenant| tenant.id.get());
    Ok(Json(PageBody {
        tenants: found.into_iter().map(TenantBody::from).collect(),
        next_after,
    }))
}
