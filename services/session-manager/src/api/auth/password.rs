//! `POST /api/auth/password`

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use storage::{audit, login_sessions, users};

use crate::api::Shared;
use crate::auth::{Password, Principal};
use crate::extract::{self, ClientAddress};
use crate::problem::Problem;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PasswordChange {
    current_password: Password,
    new_password: Password,
}

/// Changes one's own password and ends one's other logins: who fears that somebody knows it wants both.
/// The present one is asked for, and guesses are counted as those at the sign-in are.
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
