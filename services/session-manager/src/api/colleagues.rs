//! `GET /api/tenants/{tenant_id}/colleagues`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::users::{self, Role, User};
use storage::{Realm, tenants};
use utoipa::ToSchema;

use super::Shared;
use super::users::MOST_USERS;
use crate::extract::TenantPath;
use crate::problem::Problem;

/// Who can work on a lead.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Colleagues)]
pub(super) struct ColleaguesBody {
    colleagues: Vec<ColleagueBody>,
}

/// Somebody of the tenant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Colleague)]
struct ColleagueBody {
    /// The id of the user, as a lead's `assigned_to` has it.
    id: i64,
    /// What they sign in with.
    name: String,
    is_owner: bool,
}

impl From<User> for ColleagueBody {
    fn from(user: User) -> Self {
        Self {
            id: user.id.get(),
            name: user.email,
            is_owner: matches!(user.role, Role::Owner(_)),
        }
    }
}

/// Lists the tenant's people: whom a lead can be assigned to.
///
/// Agents see them here, and nothing more of each other.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/colleagues",
    tag = "leads",
    responses((status = 200, description = "The people.", body = ColleaguesBody))
)]
pub(super) async fn colleagues(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
) -> Result<Json<ColleaguesBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let found = users::list(&mut tx, Realm::Tenant(tenant), MOST_USERS).await?;
    Ok(Json(ColleaguesBody {
        colleagues: found.into_iter().map(ColleagueBody::from).collect(),
    }))
}
