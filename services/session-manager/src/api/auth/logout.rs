//! `POST /api/auth/logout`

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponse;
use storage::login_sessions;

use crate::api::Shared;
use crate::auth::Principal;
use crate::problem::Problem;

/// Signs this browser out: its cookie is good for nothing from then on.
#[utoipa::path(
    post,
    path = "/api/auth/logout",
    tag = "auth",
    responses(
        (status = 204, description = "Signed out."),
        (status = 403, description = "`forbidden`: a token has no login."),
    )
)]
pub(in crate::api) async fn logout(
    State(api): Shared,
    principal: Principal,
) -> Result<impl IntoResponse, Problem> {
    let login = principal.login()?;
    let realm = login.identity.role.realm();
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    login_sessions::end(&mut tx, realm, &login.token).await?;
    tx.commit().await?;
    Ok((
        StatusCode::NO_CONTENT,
        [(SET_COOKIE, api.auth.cookies.clear())],
    ))
}
