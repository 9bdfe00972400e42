//! `DELETE /api/dead-letters/{letter_id}`

use axum::extract::State;
use axum::http::StatusCode;

use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::LetterPath;
use crate::problem::Problem;

/// Removes a letter for good.
#[utoipa::path(
    delete,
    path = "/api/dead-letters/{letter_id}",
    tag = "undelivered",
    responses(
        (status = 204, description = "Removed."),
        (status = 404, description = "`letter_not_found`: there is no letter with this id."),
        (status = 503, description = "`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn remove(
    State(api): Shared,
    principal: Principal,
    LetterPath(id): LetterPath,
) -> Result<StatusCode, Problem> {
    let kept = super::lookup(&api, id).await?;
    super::note(&api, &principal, "dead_letter_removed", &kept).await?;
    api.bus.dead_letters().await?.remove(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
