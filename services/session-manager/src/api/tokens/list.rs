//! `GET /api/tokens`, `GET /api/tenants/{tenant_id}/tokens`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::{api_tokens, tenants};
use utoipa::ToSchema;

use super::TokenBody;
use crate::api::Shared;
use crate::extract::RealmPath;
use crate::problem::Problem;

/// More than any realm has machines.
const MOST: i64 = 1000;

/// The tokens of a tenant, or of operators.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TokenList)]
pub(in crate::api) struct ListBody {
    tokens: Vec<TokenBody>,
}

/// Lists the tokens, without what requests carry.
#[utoipa::path(
    get,
    path = "/api/tokens",
    tag = "people",
    responses((status = 200, description = "The tokens.", body = ListBody))
)]
pub(in crate::api) async fn list(
    State(api): Shared,
    RealmPath(realm): RealmPath,
) -> Result<Json<ListBody>, Problem> {
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    if let Some(tenant) = realm.tenant()
        && tenants::lookup(&mut tx, tenant).await?.is_none()
    {
        return Err(Problem::tenant_not_found());
    }
    let tokens = api_tokens::list(&mut tx, realm, MOST).await?;
    Ok(Json(ListBody {
        tokens: tokens.into_iter().map(TokenBody::from).collect(),
    }))
}
