//! `DELETE /api/unrouted/{event_id}`

use axum::extract::State;
use axum::http::StatusCode;
use storage::Realm;

use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::EventPath;
use crate::problem::Problem;

/// Removes an event for good: nobody will ever get it.
#[utoipa::path(
    delete,
    path = "/api/unrouted/{event_id}",
    tag = "undelivered",
    responses(
        (status = 204, description = "Removed."),
        (status = 404, description = "`unrouted_not_found`: there is no event with this id."),
        (status = 503, description = "`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn remove(
    State(api): Shared,
    principal: Principal,
    EventPath(id): EventPath,
) -> Result<StatusCode, Problem> {
    let shelf = api.redriver.shelf().await?;
    let kept = shelf.lookup(id).await?.ok_or_else(super::event_not_found)?;
    let tenant = kept.item.reason.tenant();
    let realm = tenant.map_or(Realm::Operators, Realm::Tenant);
    let noted = (id, &kept.item);
    super::note(&api, realm, &principal, "unrouted_removed", noted).await?;
    shelf.remove(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
