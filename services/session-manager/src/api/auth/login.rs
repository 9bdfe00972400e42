//! `POST /api/auth/login`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use storage::audit::{self, Actor};
use storage::users::{self, Account, Identity};
use storage::{Realm, StorageError, login_sessions};
use utoipa::ToSchema;

use crate::api::me::MeBody;
use crate::api::{Api, NO_STORE, Shared};
use crate::auth::{Attempt, Email, Password, RandomToken, actor};
use crate::extract::{self, ClientAddress};
use crate::problem::Problem;

/// Who signs in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Credentials {
    #[schema(value_type = String, format = Email)]
    email: Email,
    #[schema(value_type = String, format = Password)]
    password: Password,
}

/// Signs a person in.
///
/// An address that nobody has and a password that is wrong are answered alike, and after the same work.
/// The login is a cookie that no script can read.
#[utoipa::path(
    post,
    path = "/api/auth/login",
    tag = "auth",
    request_body = Credentials,
    responses(
        (status = 200, description = "Signed in.", body = MeBody,
            headers(("Set-Cookie" = String, description = "The login."))),
        (status = 401, description = "`invalid_credentials`: the e-mail address or the password is wrong."),
        (status = 429, description = "`too_many_attempts`: too many passwords were tried for this account or from this address."),
        (status = 503, description = "`busy`: too many people sign in at this moment."),
    )
)]
pub(in crate::api) async fn login(
    State(api): Shared,
    ClientAddress(client): ClientAddress,
    extract::Json(credentials): extract::Json<Credentials>,
) -> Result<Response, Problem> {
    let Credentials { email, password } = credentials;
    let attempt = api.auth.attempts.begin(email.as_str(), client).await?;
    let database = &api.whatsapp.database;
    let account = users::find_account(database, email.as_str()).await?;
    let (identity, stored) = match account {
        Some(Account {
            identity,
            password_hash,
        }) => (Some(identity), Some(password_hash)),
        None => (None, None),
    };
    let right = api.auth.passwords.verify(password, stored).await?;
    let identity = match identity {
        Some(identity) if right => identity,
        other => {
            note_failure(&api, other.as_ref()).await?;
            return Err(invalid_credentials());
        }
    };
    let token = begin(&api, &identity, &attempt).await?;
    tracing::info!(user = identity.user.get(), "signed in");
    if let Err(error) = api.auth.attempts.sweep().await {
        tracing::warn!(%error, "what has run out was not forgotten");
    }
    let headers = [
        (SET_COOKIE, api.auth.cookies.set(&token)),
        (CACHE_CONTROL, NO_STORE),
    ];
    Ok((headers, Json(MeBody::from(&identity))).into_response())
}

async fn begin(api: &Api, identity: &Identity, attempt: &Attempt) -> Result<RandomToken, Problem> {
    let token = RandomToken::new();
    let realm = identity.role.realm();
    let lifetime = api.auth.cookies.lifetime;
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    login_sessions::add(&mut tx, realm, identity.user, &token.hash(), lifetime)
        .await
        .map_err(|error| match error {
            // Removed since they were looked up.
            StorageError::Conflict { .. } => invalid_credentials(),
            error => error.into(),
        })?;
    audit::add(&mut tx, realm, &actor(identity), "login", None).await?;
    attempt.succeeded(&mut tx).await?;
    tx.commit().await?;
    Ok(token)
}

/// The entry is of the account's realm, if there is such an account. What was typed instead of an address
/// is not kept: it may be a password.
async fn note_failure(api: &Api, identity: Option<&Identity>) -> Result<(), Problem> {
    let (realm, actor) = match identity {
        Some(identity) => (identity.role.realm(), actor(identity)),
        None => (Realm::Operators, nobody()),
    };
    let database = &api.whatsapp.database;
    let mut tx = database.begin_in(realm).await?;
    audit::add(&mut tx, realm, &actor, "login_failed", None).await?;
    Ok(tx.commit().await?)
}

fn nobody() -> Actor {
    Actor {
        name: "unknown".to_owned(),
        is_operator: false,
    }
}

fn invalid_credentials() -> Problem {
    let detail = "The e-mail address or the password is wrong.";
    Problem::new(StatusCode::UNAUTHORIZED, "invalid_credentials", detail)
}
