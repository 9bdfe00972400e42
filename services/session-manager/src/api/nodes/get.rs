//! `GET /api/nodes/{node_id}`

use axum::Json;
use axum::extract::State;

use super::NodeBody;
use crate::api::Shared;
use crate::extract::NodePath;
use crate::problem::Problem;

/// Shows one WAHA node.
#[utoipa::path(
    get,
    path = "/api/nodes/{node_id}",
    tag = "fleet",
    responses(
        (status = 200, description = "The node.", body = NodeBody),
        (status = 404, description = "`node_not_found`: there is no WAHA node with this id."),
    )
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    NodePath(node): NodePath,
) -> Result<Json<NodeBody>, Problem> {
    let mut tx = api.whatsapp.database.begin_for(&[]).await?;
    Ok(Json(super::body(&mut tx, node).await?))
}
