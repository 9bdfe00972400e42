//! `GET /api/tenants?limit&after`

use axum::Json;
use axum::extract::State;
use domain::TenantId;
use serde::{Deserialize, Serialize};
use storage::tenants;
use utoipa::{IntoParams, ToSchema};

use super::TenantBody;
use crate::api::Shared;
use crate::extract::Query;
use crate::problem::Problem;

const LARGEST_PAGE: usize = 200;
const USUAL_PAGE: usize = 50;

/// Which tenants are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PageQuery {
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
    let limit = query.limit.unwrap_or(USUAL_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(Problem::field(
            "limit",
            format!("must be 1 to {LARGEST_PAGE}"),
        ));
    }
    let mut tx = api.whatsapp.database.begin_for(&[]).await?;
    // One more than asked for tells whether there are more.
    let wanted = i64::try_from(limit + 1).expect("a page is small");
    let mut found = tenants::list(&mut tx, query.after, wanted).await?;
    let next_after = (found.len() > limit).then(|| found[limit - 1].id.get());
    found.truncate(limit);
    Ok(Json(PageBody {
        tenants: found.into_iter().map(TenantBody::from).collect(),
        next_after,
    }))
}
