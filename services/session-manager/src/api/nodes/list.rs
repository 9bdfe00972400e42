//! `GET /api/nodes`

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use storage::nodes;
use utoipa::ToSchema;

use super::NodeBody;
use crate::api::Shared;
use crate::problem::Problem;

/// All WAHA nodes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Nodes)]
pub(in crate::api) struct NodesBody {
    nodes: Vec<NodeBody>,
}

/// Lists the WAHA nodes, in the order of their names.
#[utoipa::path(
    get,
    path = "/api/nodes",
    tag = "fleet",
    responses((status = 200, description = "The nodes.", body = NodesBody))
)]
pub(in crate::api) async fn list(State(api): Shared) -> Result<Json<NodesBody>, Problem> {
    let mut tx = api.whatsapp.database.begin_for(&[]).await?;
    let nodes = nodes::list(&mut tx).await?;
    let mut loads: HashMap<_, _> = nodes::loads(&mut tx).await?.into_iter().collect();
    let with_load = nodes.into_iter().map(|node| {
        let load = loads.remove(&node.id).unwrap_or_default();
        NodeBody::new(node, load)
    });
    Ok(Json(NodesBody {
        nodes: with_load.collect(),
    }))
}
