//! `GET /api/tenants?limit&after`

use axum::Json;
use axum::extract::State;
use domain::TenantId;
use serde::{Deserialize, Serialize};
use storage::tenants;

use super::TenantBody;
use crate::api::Shared;
use crate::extract::Query;
use crate::problem::Problem;

const LARGEST_PAGE: usize = 200;
const USUAL_PAGE: usize = 50;

/// Which tenants are wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PageQuery {
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
