//! `DELETE /api/nodes/{node_id}`

use axum::extract::State;
use axum::http::StatusCode;
use storage::nodes;
use storage::{Realm, audit};

use super::fields;
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::NodePath;
use crate::problem::Problem;

/// Removes a WAHA node that holds no sessions.
///
/// The WAHA itself goes on.
#[utoipa::path(
    delete,
    path = "/api/nodes/{node_id}",
    tag = "fleet",
    responses(
        (status = 204, description = "Removed."),
        (status = 404, description = "`node_not_found`: there is no WAHA node with this id."),
        (status = 409, description = "`node_in_use`: it holds sessions."),
    )
)]
pub(in crate::api) async fn remove(
    State(api): Shared,
    principal: Principal,
    NodePath(node): NodePath,
) -> Result<StatusCode, Problem> {
    let realm = Realm::Operators;
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    let found = nodes::lock(&mut tx, node).await?;
    let found = found.ok_or_else(Problem::node_not_found)?;
    nodes::remove(&mut tx, node)
        .await
        .map_err(fields::refusal)?;
    let actor = principal.actor();
    audit::add(&mut tx, realm, &actor, "node_removed", Some(&found.name)).await?;
    tx.commit().await?;
    api.whatsapp.wake.all();
    Ok(StatusCode::NO_CONTENT)
}
