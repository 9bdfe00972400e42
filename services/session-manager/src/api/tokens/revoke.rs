//! `DELETE /api/tokens/{token_id}`, `DELETE /api/tenants/{tenant_id}/tokens/{token_id}`

use axum::extract::State;
use axum::http::StatusCode;
use storage::{api_tokens, audit};

use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{RealmPath, TokenPath};
use crate::problem::Problem;

/// Revokes a token: it is good for nothing from then on.
#[utoipa::path(
    delete,
    path = "/api/tokens/{token_id}",
    tag = "people",
    responses(
        (status = 204, description = "Revoked."),
        (status = 404, description = "`token_not_found`: there is no token with this id."),
    )
)]
pub(in crate::api) async fn revoke(
    State(api): Shared,
    principal: Principal,
    RealmPath(realm): RealmPath,
    TokenPath(token): TokenPath,
) -> Result<StatusCode, Problem> {
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    let Some(revoked) = api_tokens::remove(&mut tx, realm, token).await? else {
        let detail = "There is no token with this id.";
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            "token_not_found",
            detail,
        ));
    };
    let detail = format!("token:{} {}", token.get(), revoked.name);
    let actor = principal.actor();
    audit::add(&mut tx, realm, &actor, "token_revoked", Some(&detail)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
