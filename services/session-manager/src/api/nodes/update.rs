//! `PATCH /api/nodes/{node_id}`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use service_runtime::Secret;
use storage::nodes::{self, Node};
use storage::{Realm, audit};
use utoipa::ToSchema;

use super::{NodeBody, fields};
use crate::api::{Api, Shared};
use crate::auth::Principal;
use crate::extract::{self, NodePath};
use crate::problem::Problem;

/// What to change; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NodeChange {
    /// What people call it, 1 to 100 characters.
    name: Option<String>,
    /// Its API, with the `/api`. With another URL the key has to be given again.
    api_url: Option<String>,
    /// The key that it asks for as `X-Api-Key`.
    #[schema(value_type = Option<String>, format = Password)]
    api_key: Option<Secret>,
    /// How many sessions it may hold. What it holds beyond that stays.
    capacity: Option<i32>,
    /// The storage that it shares with other nodes; an empty text: none.
    storage: Option<String>,
    /// True: nothing new is placed on it. False: it takes sessions again.
    draining: Option<bool>,
}

/// Changes a WAHA node.
#[utoipa::path(
    patch,
    path = "/api/nodes/{node_id}",
    tag = "fleet",
    request_body = NodeChange,
    responses(
        (status = 200, description = "Changed.", body = NodeBody),
        (status = 404, description = "`node_not_found`: there is no WAHA node with this id."),
        (status = 409, description = "`node_name_taken`, `node_url_taken`: there is already such a node.\n`node_configured`: its URL and its key are in session-manager's settings, and changed there."),
    )
)]
pub(in crate::api) async fn update(
    State(api): Shared,
    principal: Principal,
    NodePath(node): NodePath,
    extract::Json(change): extract::Json<NodeChange>,
) -> Result<Json<NodeBody>, Problem> {
    let realm = Realm::Operators;
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    let before = nodes::lock(&mut tx, node).await?;
    let before = before.ok_or_else(Problem::node_not_found)?;
    let after = changed(&api, &before, change)?;
    nodes::update(&mut tx, &after)
        .await
        .map_err(fields::refusal)?;
    let actor = principal.actor();
    audit::add(&mut tx, realm, &actor, "node_changed", Some(&after.name)).await?;
    let body = super::body(&mut tx, node).await?;
    tx.commit().await?;
    api.whatsapp.wake.all();
    Ok(Json(body))
}

fn changed(api: &Api, before: &Node, change: NodeChange) -> Result<Node, Problem> {
    let mut after = before.clone();
    if let Some(name) = &change.name {
        fields::name("name", name)?.clone_into(&mut after.name);
    }
    if let Some(capacity) = change.capacity {
        after.capacity = fields::capacity(capacity)?;
    }
    if let Some(storage) = &change.storage {
        after.storage = match storage.trim() {
            "" => None,
            storage => Some(fields::name("storage", storage)?.to_owned()),
        };
    }
    if let Some(draining) = change.draining {
        after.draining = draining;
    }
    let api_url = change.api_url.as_deref().map(fields::api_url).transpose()?;
    let api_url = api_url.unwrap_or_else(|| before.address.api_url.clone());
    let api_key = change.api_key.map(fields::api_key).transpose()?;
    let moved = api_url != before.address.api_url;
    if before.configured && (moved || api_key.is_some()) {
        let detail = "This node is the one of session-manager's settings: its URL and its key are changed there.";
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "node_configured",
            detail,
        ));
    }
    match api_key {
        Some(key) => after.address = api.whatsapp.fleet.seal(&api_url, &key),
        // The key opens for its URL alone.
        None if moved => return Err(Problem::field("api_key", "is needed with another URL")),
        None => {}
    }
    Ok(after)
}
