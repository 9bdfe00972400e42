//! `POST /api/nodes/{node_id}/drain`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use storage::{Realm, audit, nodes, sessions};
use utoipa::ToSchema;

use super::NodeBody;
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{self, NodePath};
use crate::problem::Problem;
use crate::whatsapp::moves_freely;

/// How to empty a node.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Draining {
    /// Whether sessions that are linked to a phone leave too. Their phones have to be linked again, unless
    /// the other node shares the storage.
    #[serde(default)]
    move_linked: bool,
}

/// What becomes of the sessions of a node.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Drained)]
pub(in crate::api) struct DrainBody {
    node: NodeBody,
    /// How many sessions leave it, as other nodes have room.
    moving: usize,
    /// How many stay, because they are linked.
    staying: usize,
}

/// Empties a WAHA node: nothing new is placed on it, and its sessions move to others.
///
/// It is undone by setting `draining` to false.
#[utoipa::path(
    post,
    path = "/api/nodes/{node_id}/drain",
    tag = "fleet",
    request_body = Draining,
    responses(
        (status = 200, description = "It is being emptied.", body = DrainBody),
        (status = 404, description = "`node_not_found`: there is no WAHA node with this id."),
    )
)]
pub(in crate::api) async fn drain(
    State(api): Shared,
    principal: Principal,
    NodePath(node): NodePath,
    extract::Json(draining): extract::Json<Draining>,
) -> Result<Json<DrainBody>, Problem> {
    let realm = Realm::Operators;
    let database = &api.whatsapp.database;
    let mut tx = database.begin_in(realm).await?;
    let found = nodes::lock(&mut tx, node).await?;
    let mut found = found.ok_or_else(Problem::node_not_found)?;
    found.draining = true;
    nodes::update(&mut tx, &found).await?;
    if draining.move_linked {
        nodes::let_all_leave(&mut tx, node).await?;
    }
    let actor = principal.actor();
    audit::add(&mut tx, realm, &actor, "node_drained", Some(&found.name)).await?;
    let body = super::body(&mut tx, node).await?;
    let tenants = nodes::list_tenants(&mut tx, node).await?;
    tx.commit().await?;
    api.whatsapp.wake.all();

    let mut tx = database.begin_for(&tenants).await?;
    let held = sessions::list(&mut tx, &tenants).await?;
    let leaves = |session: &sessions::Session| session.may_leave || moves_freely(session);
    let moving = held.iter().filter(|(_, session)| leaves(session)).count();
    Ok(Json(DrainBody {
        node: body,
        moving,
        staying: held.len() - moving,
    }))
}
