//! `POST /api/tenants/{tenant_id}/users`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use domain::TenantId;
use serde::Deserialize;
use storage::users::{self, EMAIL_UNIQUE, Role, TENANT_EXISTS};
use storage::{StorageError, audit};
use utoipa::ToSchema;

use super::UserBody;
use crate::api::Shared;
use crate::auth::{Email, Password, Principal};
use crate::extract::{self, TenantPath};
use crate::problem::Problem;

/// A user to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewUser {
    #[schema(value_type = String, format = Email)]
    email: Email,
    role: NewRole,
    /// 10 to 256 characters.
    #[schema(value_type = String, format = Password)]
    password: Password,
}

/// What a tenant's user may be.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum NewRole {
    Owner,
    Agent,
}

impl NewRole {
    fn of(self, tenant: TenantId) -> Role {
        match self {
            Self::Owner => Role::Owner(tenant),
            Self::Agent => Role::Agent(tenant),
        }
    }
}

/// Adds a user of the tenant.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/users",
    tag = "people",
    request_body = NewUser,
    responses(
        (status = 201, description = "Added.", body = UserBody,
            headers(("Location" = String, description = "Where it is."))),
        (status = 409, description = "`email_taken`: there is already a user with this e-mail address."),
        (status = 503, description = "`busy`: too many passwords are hashed at this moment."),
    )
)]
pub(in crate::api) async fn create(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    extract::Json(new): extract::Json<NewUser>,
) -> Result<impl IntoResponse, Problem> {
    let hash = api.auth.passwords.hash("password", new.password).await?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    let role = new.role.of(tenant);
    let user = users::add(&mut tx, role, new.email.as_str(), &hash)
        .await
        .map_err(refusal)?;
    let detail = format!("{} {}", role.as_str(), user.email);
    let actor = principal.actor();
    audit::add(&mut tx, tenant.into(), &actor, "user_added", Some(&detail)).await?;
    tx.commit().await?;
    tracing::info!(%tenant, user = user.id.get(), "user added");
    let location = format!("/api/tenants/{tenant}/users/{}", user.id.get());
    let body = Json(UserBody::from(user));
    Ok((StatusCode::CREATED, [(LOCATION, location)], body))
}

fn refusal(error: StorageError) -> Problem {
    if error.violates(EMAIL_UNIQUE) {
        let detail = "There is already a user with this e-mail address.";
        return Problem::new(StatusCode::CONFLICT, "email_taken", detail);
    }
    if error.violates(TENANT_EXISTS) {
        return Problem::tenant_not_found();
    }
    error.into()
}
