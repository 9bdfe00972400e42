//! `GET /api/tenants/{tenant_id}/users`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::{tenants, users};
use utoipa::ToSchema;

use super::UserBody;
use crate::api::Shared;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// More than any agency has.
const MOST: i64 = 1000;

/// The users of a tenant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserList)]
pub(in crate::api) struct ListBody {
    users: Vec<UserBody>,
}

/// Lists the tenant's users.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/users",
    tag = "people",
    responses((status = 200, description = "The users.", body = ListBody))
)]
pub(in crate::api) async fn list(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<ListBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let users = users::list(&mut tx, tenant.into(), MOST).await?;
    Ok(Json(ListBody {
        users: users.into_iter().map(UserBody::from).collect(),
    }))
}
