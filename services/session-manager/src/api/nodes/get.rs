//! `GET /api/nodes/{node_id}`

use axum::Json;
use axum::extract::State;

use super::NodeBody;
use crate::api::Shared;
use crate::extract::NodePath;
use crate::problem::Problem;

/// One WAHA node.
pub(in crate::api) async fn get(
    State(api): Shared,
    NodePath(node): NodePath,
) -> Result<Json<NodeBody>, Problem> {
    let mut tx = api.whatsapp.database.begin_for(&[]).await?;
    Ok(Json(super::body(&mut tx, node).await?))
}
