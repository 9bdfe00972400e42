//! `POST /api/nodes/{node_id}/test`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::nodes;

use crate::api::Shared;
use crate::extract::NodePath;
use crate::problem::Problem;
use crate::whatsapp::Error;

/// What a WAHA says of itself.
#[derive(Debug, Serialize)]
pub(in crate::api) struct TestBody {
    version: String,
    engine: String,
    tier: Option<String>,
    /// How many sessions it has, ours and others'.
    sessions: usize,
}

/// Asks a WAHA node for its version and its sessions, now.
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
