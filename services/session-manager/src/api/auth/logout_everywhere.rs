//! `POST /api/auth/logout-everywhere`

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponse;
use storage::{audit, login_sessions};

use crate::api::Shared;
use crate::auth::Principal;
use crate::problem::Problem;

/// Signs this person out of every browser, this one too.
#[utoipa::path(
    post,
    path = "/api/auth/logout-everywhere",
    tag = "auth",
    responses(
        (status = 204, description = "Signed out everywhere."),
        (status = 403, description = "`forbidden`: a token has no login."),
    )
)]
pub(in crate::api) async fn logout_everywhere(
    State(api): Shared,
    principal: Principal,
) -> Result<impl IntoResponse, Problem> {
    let login = principal.login()?;
    let realm = login.identity.role.realm();
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    login_sessions::end_all(&mut tx, realm, login.identity.user, None).await?;
    audit::add(
        &mut tx,
        realm,
        &principal.actor(),
        "logout_everywhere",
        None,
    )
    .await?;
    tx.commit().await?;
    Ok((
        StatusCode::NO_CONTENT,
        [(SET_COOKIE, api.auth.cookies.clear())],
    ))
}
