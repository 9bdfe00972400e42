//! `DELETE /api/users/{user_id}`, `DELETE /api/tenants/{tenant_id}/users/{user_id}`

use axum::extract::State;
use axum::http::StatusCode;
use storage::{audit, users};

use crate::api::Shared;
use crate::auth::{Credential, Principal};
use crate::extract::{RealmPath, UserPath};
use crate::problem::Problem;

/// Removes a user, who is signed out by it.
///
/// Nobody removes themselves: a realm would be left without anybody by one wrong click.
#[utoipa::path(
    delete,
    path = "/api/users/{user_id}",
    tag = "people",
    responses(
        (status = 204, description = "Removed."),
        (status = 404, description = "`user_not_found`: there is no user with this id."),
        (status = 409, description = "`own_account`: it is one's own; somebody else has to remove it."),
    )
)]
pub(in crate::api) async fn remove(
    State(api): Shared,
    principal: Principal,
    RealmPath(realm): RealmPath,
    UserPath(user): UserPath,
) -> Result<StatusCode, Problem> {
    if let Credential::Login(login) = &principal.credential
        && login.identity.user == user
    {
        let detail = "This is your own account; somebody else has to remove it.";
        return Err(Problem::new(StatusCode::CONFLICT, "own_account", detail));
    }
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    let Some(removed) = users::remove(&mut tx, realm, user).await? else {
        let detail = "There is no user with this id.";
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            "user_not_found",
            detail,
        ));
    };
    let (actor, email) = (principal.actor(), Some(removed.email.as_str()));
    audit::add(&mut tx, realm, &actor, "user_removed", email).await?;
    tx.commit().await?;
    tracing::info!(user = user.get(), "user removed");
    Ok(StatusCode::NO_CONTENT)
}
