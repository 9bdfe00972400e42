//! `GET /api/tenants?search&limit&after`

use axum::Json;
use axum::extract::State;
use domain::TenantId;
use serde::{Deserialize, Serialize};
use storage::tenants;
use utoipa::{IntoParams, ToSchema};

use super::TenantBody;
use crate::api::Shared;
use crate::api::page::Limit;
use crate::extract::Query;
use crate::problem::Problem;

/// Which tenants are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PageQuery {
    /// A part of the name, or the id.
    search: Option<String>,
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
    /// The id of a tenant: those after it.
    #[param(value_type = Option<i64>)]
    after: Option<TenantId>,
}

/// A page of tenants.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TenantPage)]
pub(in crate::api) struct PageBody {
    tenants: Vec<TenantBody>,
    /// What to ask for as `after` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_after: Option<i64>,
}

/// Lists the tenants, in the order of their ids.
#[utoipa::path(
    get,
    path = "/api/tenants",
    tag = "tenants",
    params(PageQuery),
    responses((status = 200, description = "The tenants.", body = PageBody))
)]
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
