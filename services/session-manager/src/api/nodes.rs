//! `/api/nodes`: the WAHA nodes of the fleet.

mod create;
mod drain;
mod fields;
mod get;
mod list;
mod remove;
mod test;
mod update;

use serde::Serialize;
use storage::nodes::{self, Load, Node, NodeId};
use storage::{StorageError, Tx};
use time::OffsetDateTime;

pub(super) use create::*;
pub(super) use drain::*;
pub(super) use get::*;
pub(super) use list::*;
pub(super) use remove::*;
pub(super) use test::*;
pub(super) use update::*;
use utoipa::ToSchema;

use crate::problem::Problem;

/// A WAHA node. Its key is never shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Node)]
pub(in crate::api) struct NodeBody {
    id: i64,
    name: String,
    /// Its API, with the `/api`.
    api_url: String,
    /// `GOWS`, `NOWEB`, `WEBJS` or `WPP`; null before it has said so.
    #[schema(required)]
    engine: Option<String>,
    /// Such as `2026.8.2`; null before it has said so.
    #[schema(required)]
    version: Option<String>,
    /// How many sessions it may hold.
    capacity: i32,
    /// How many it holds.
    sessions: i64,
    /// How many of these are connected.
    working: i64,
    /// Whether nothing new is placed on it.
    draining: bool,
    /// Whether it is the one of session-manager's settings: its URL and key are changed there.
    configured: bool,
    /// `ok`, `unreachable`, or `unknown` before it was asked.
    state: &'static str,
    /// Why it is so.
    #[schema(required)]
    reason: Option<String>,
    /// Since when it is so.
    #[serde(with = "time::serde::rfc3339")]
    since: OffsetDateTime,
    /// Nodes of one storage share their sessions' credentials: a session moves between them without a scan.
    #[schema(required)]
    storage: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl NodeBody {
    fn new(node: Node, load: Load) -> Self {
        Self {
            id: node.id.get(),
            name: node.name,
            api_url: node.address.api_url,
            engine: node.engine,
            version: node.version,
            capacity: node.capacity,
            sessions: load.sessions,
            working: load.working,
            draining: node.draining,
            configured: node.configured,
            state: node.health.state.as_str(),
            reason: node.health.reason,
            since: node.health.since,
            storage: node.storage,
            created_at: node.created_at,
        }
    }
}

/// The node as it is now.
async fn body(tx: &mut Tx, node: NodeId) -> Result<NodeBody, Problem> {
    let found = nodes::lookup(tx, node).await?;
    let found = found.ok_or_else(Problem::node_not_found)?;
    let load = load_of(tx, node).await?;
    Ok(NodeBody::new(found, load))
}

async fn load_of(tx: &mut Tx, node: NodeId) -> Result<Load, StorageError> {
    let loads = nodes::loads(tx).await?;
    let load = loads.into_iter().find(|(held_by, _)| *held_by == node);
    Ok(load.map(|(_, load)| load).unwrap_or_default())
}
