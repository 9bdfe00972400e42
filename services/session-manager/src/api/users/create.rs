//! `POST /api/users`, `POST /api/tenants/{tenant_id}/users`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use serde::Deserialize;
use storage::users::{self, EMAIL_UNIQUE, Role, TENANT_EXISTS};
use storage::{Realm, StorageError, audit};
use utoipa::ToSchema;

use super::UserBody;
use crate::api::Shared;
use crate::auth::{Email, Password, Principal};
use crate::extract::{self, RealmPath};
use crate::problem::Problem;

/// A user to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewUser {
    #[schema(value_type = String, format = Email)]
    email: Email,
    /// `owner` or `agent` of a tenant's user. Operators are `operator`, said or not.
    #[schema(nullable = false)]
    role: Option<NewRole>,
    /// 10 to 256 characters.
    #[schema(value_type = String, format = Password)]
    password: Password,
}

/// What a user may be.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum NewRole {
    Operator,
    Owner,
    Agent,
}

/// The role in this realm.
fn role(realm: Realm, wanted: Option<NewRole>) -> Result<Role, Problem> {
    match (realm, wanted) {
        (Realm::Operators, None | Some(NewRole::Operator)) => Ok(Role::Operator),
        (Realm::Tenant(tenant), Some(NewRole::Owner)) => Ok(Role::Owner(tenant)),
        (Realm::Tenant(tenant), Some(NewRole::Agent)) => Ok(Role::Agent(tenant)),
        (Realm::Operators, Some(_)) => Err(Problem::field("role", "must be operator")),
        (Realm::Tenant(_), _) => Err(Problem::field("role", "must be owner or agent")),
    }
}

/// Adds a user: an operator, or an owner or agent of a tenant.
#[utoipa::path(
    post,
    path = "/api/users",
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
    RealmPath(realm): RealmPath,
    extract::Json(new): extract::Json<NewUser>,
) -> Result<impl IntoResponse, Problem> {
    let role = role(realm, new.role)?;
    let hash = api.auth.passwords.hash("password", new.password).await?;
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    let user = users::add(&mut tx, role, new.email.as_str(), &hash)
        .await
        .map_err(refusal)?;
    let detail = format!("{} {}", role.as_str(), user.email);
    let actor = principal.actor();
    audit::add(&mut tx, realm, &actor, "user_added", Some(&detail)).await?;
    tx.commit().await?;
    let id = user.id.get();
    let location = match realm {
        Realm::Operators => format!("/api/users/{id}"),
        Realm::Tenant(tenant) => format!("/api/tenants/{tenant}/users/{id}"),
    };
    tracing::info!(user = id, role = role.as_str(), "user added");
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
