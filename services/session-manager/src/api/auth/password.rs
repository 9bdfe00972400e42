//! `POST /api/auth/password`

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use storage::{audit, login_sessions, users};
use utoipa::ToSchema;

use crate::api::Shared;
use crate::auth::{Password, Principal};
use crate::extract::{self, ClientAddress};
use crate::problem::Problem;

/// The password that is, and the one that shall be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PasswordChange {
    #[schema(value_type = String, format = Password)]
    current_password: Password,
    /// 10 to 256 characters.
    #[schema(value_type = String, format = Password)]
    new_password: Password,
}

/// Changes one's own password and ends one's other logins.
///
/// Who fears that somebody knows it wants both. The present one is asked for, and guesses are counted as those at the sign-in are.
#[utoipa::path(
    post,
    path = "/api/auth/password",
    tag = "auth",
    request_body = PasswordChange,
    responses(
        (status = 204, description = "Changed."),
        (status = 403, description = "`forbidden`: a token has no login."),
        (status = 429, description = "`too_many_attempts`: too many passwords were tried for this account or from this address."),
        (status = 503, description = "`busy`: too many people sign in at this moment."),
    )
)]
pub(in crate::api) async fn password(
    State(api): Shared,
    principal: Principal,
    ClientAddress(client): ClientAddress,
    extract::Json(change): extract::Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let login = principal.login()?;
    let identity = &login.identity;
    let attempt = api.auth.attempts.begin(&identity.email, client).await?;
    let database = &api.whatsapp.database;
    let account = users::find_account(database, &identity.email).await?;
    let stored = account.map(|account| account.password_hash);
    let passwords = &api.auth.passwords;
    if !passwords.verify(change.current_password, stored).await? {
        let message = "is not your present password";
        return Err(Problem::field("current_password", message));
    }
    let hash = passwords.hash("new_password", change.new_password).await?;
    let realm = identity.role.realm();
    let mut tx = database.begin_in(realm).await?;
    users::set_password(&mut tx, realm, identity.user, &hash).await?;
    login_sessions::end_all(&mut tx, realm, identity.user, Some(&login.token)).await?;
    audit::add(&mut tx, realm, &principal.actor(), "password_changed", None).await?;
    attempt.succeeded(&mut tx).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
