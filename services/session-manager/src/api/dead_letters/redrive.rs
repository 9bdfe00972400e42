//! `POST /api/dead-letters/{letter_id}/redrive`

use axum::extract::State;
use axum::http::StatusCode;
use events::Subject;

use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::LetterPath;
use crate::problem::Problem;

/// Puts the message back where it was, for all its consumers.
///
/// A consumer that has processed it knows it by its key, and does nothing twice.
#[utoipa::path(
    post,
    path = "/api/dead-letters/{letter_id}/redrive",
    tag = "undelivered",
    responses(
        (status = 204, description = "Sent on its way again."),
        (status = 404, description = "`letter_not_found`: there is no letter with this id."),
        (status = 409, description = "`not_redrivable`: the letter does not tell where its message belongs."),
        (status = 503, description = "`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn redrive(
    State(api): Shared,
    principal: Principal,
    LetterPath(id): LetterPath,
) -> Result<StatusCode, Problem> {
    let kept = super::lookup(&api, id).await?;
    if Subject::parse_event(&kept.item.subject).is_none() {
        let detail = "The letter does not tell where its message belongs.";
        return Err(Problem::new(StatusCode::CONFLICT, "not_redrivable", detail));
    }
    super::note(&api, &principal, "dead_letter_redriven", &kept).await?;
    // Removed after the acknowledgement: a crash between the two leaves it twice rather than nowhere.
    api.redriver.publisher().redrive(id, &kept.item).await?;
    api.bus.dead_letters().await?.remove(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
