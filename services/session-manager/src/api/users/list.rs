//! `GET /api/users`, `GET /api/tenants/{tenant_id}/users`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::{tenants, users};
use utoipa::ToSchema;

use super::UserBody;
use crate::api::Shared;
use crate::extract::RealmPath;
use crate::problem::Problem;

/// More than any realm has.
pub(in crate::api) const MOST_USERS: i64 = 1000;

/// The users of a tenant, or the operators.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UserList)]
pub(in crate::api) struct ListBody {
    users: Vec<UserBody>,
}

/// Lists the users: the operators, or a tenant's.
#[utoipa::path(
    get,
    path = "/api/users",
    tag = "people",
    responses((status = 200, description = "The users.", body = ListBody))
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
    let users = users::list(&mut tx, realm, MOST_USERS).await?;
    Ok(Json(ListBody {
        users: users.into_iter().map(UserBody::from).collect(),
    }))
}
