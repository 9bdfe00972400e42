//! `POST /api/nodes/{node_id}/test`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::nodes;
use utoipa::ToSchema;

use crate::api::Shared;
use crate::extract::NodePath;
use crate::problem::Problem;
use crate::whatsapp::Error;

/// What a WAHA says of itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NodeTest)]
pub(in crate::api) struct TestBody {
    /// Such as `2026.8.2`.
    version: String,
    /// `GOWS`, `NOWEB`, `WEBJS` or `WPP`.
    engine: String,
    /// `CORE` or `PLUS`; null of versions that do not say it.
    #[schema(required)]
    tier: Option<String>,
    /// How many sessions it has, ours and others'.
    sessions: usize,
}

/// Asks a WAHA node for its version and its sessions, now.
#[utoipa::path(
    post,
    path = "/api/nodes/{node_id}/test",
    tag = "fleet",
    responses(
        (status = 200, description = "It answers.", body = TestBody),
        (status = 404, description = "`node_not_found`: there is no WAHA node with this id."),
        (status = 502, description = "`waha_refused`: what answers there is no WAHA, or the key is not its key."),
        (status = 503, description = "`waha_unavailable`, `waha_busy`: nobody answers there."),
    )
)]
pub(in crate::api) async fn test(
    State(api): Shared,
    NodePath(node): NodePath,
) -> Result<Json<TestBody>, Problem> {
    let mut tx = api.whatsapp.database.begin_for(&[]).await?;
    let found = nodes::lookup(&mut tx, node).await?;
    drop(tx);
    let found = found.ok_or_else(Problem::node_not_found)?;
    let fleet = &api.whatsapp.fleet;
    let waha = fleet.client(node, &found.address).map_err(Error::from)?;
    let version = waha.server().version().await?;
    let sessions = waha.sessions().list().await?.len();
    Ok(Json(TestBody {
        version: version.version,
        engine: version.engine,
        tier: version.tier,
        sessions,
    }))
}
