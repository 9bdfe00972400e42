//! `POST /api/nodes`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use serde::Deserialize;
use service_runtime::Secret;
use storage::nodes::{self, NewNode};
use storage::{Realm, audit};
use utoipa::ToSchema;

use super::{NodeBody, fields};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract;
use crate::nodes::USUAL_CAPACITY;
use crate::problem::Problem;

/// A WAHA node to add.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewNode)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NodeToAdd {
    /// What people call it, 1 to 100 characters.
    name: String,
    /// Its API, with the `/api`: `http://waha-2:3000/api`.
    api_url: String,
    /// The key that it asks for as `X-Api-Key`. It is sealed, and never shown again.
    #[schema(value_type = String, format = Password)]
    api_key: Secret,
    /// How many sessions it may hold; 300 when it is left out.
    capacity: Option<i32>,
    /// The storage that it shares with other nodes, by a name of your choice.
    storage: Option<String>,
}

/// Adds a WAHA node.
///
/// It is asked for its version first: what does not answer is not added.
#[utoipa::path(
    post,
    path = "/api/nodes",
    tag = "fleet",
    request_body = NodeToAdd,
    responses(
        (status = 201, description = "Added.", body = NodeBody,
            headers(("Location" = String, description = "Where it is."))),
        (status = 409, description = "`node_name_taken`, `node_url_taken`: there is already such a node."),
        (status = 502, description = "`waha_refused`: what answers there is no WAHA, or the key is not its key."),
        (status = 503, description = "`waha_unavailable`, `waha_busy`: nobody answers there."),
    )
)]
pub(in crate::api) async fn create(
    State(api): Shared,
    principal: Principal,
    extract::Json(new): extract::Json<NodeToAdd>,
) -> Result<impl IntoResponse, Problem> {
    let name = fields::name("name", &new.name)?;
    let api_url = fields::api_url(&new.api_url)?;
    let api_key = fields::api_key(new.api_key)?;
    let capacity = fields::capacity(new.capacity.unwrap_or(USUAL_CAPACITY))?;
    let storage = new
        .storage
        .as_deref()
        .map(|text| fields::name("storage", text))
        .transpose()?;
    let whatsapp = &api.whatsapp;
    let address = whatsapp.fleet.seal(&api_url, &api_key);
    let waha = whatsapp
        .fleet
        .open(&address)
        .map_err(crate::whatsapp::Error::from)?;
    let version = waha.server().version().await?;
    // The version may be told without a key; the sessions are not.
    waha.sessions().list().await?;

    let realm = Realm::Operators;
    let mut tx = whatsapp.database.begin_in(realm).await?;
    let node = NewNode {
        name,
        address: &address,
        capacity,
        storage,
    };
    let node = nodes::add(&mut tx, &node).await.map_err(fields::refusal)?;
    nodes::note_reachable(&mut tx, node, &version.engine, &version.version).await?;
    let detail = format!("{name} {api_url}");
    audit::add(
        &mut tx,
        realm,
        &principal.actor(),
        "node_added",
        Some(&detail),
    )
    .await?;
    let body: NodeBody = super::body(&mut tx, node).await?;
    tx.commit().await?;
    whatsapp.wake.all();
    tracing::info!(%node, name, api_url, "WAHA node added");
    let location = format!("/api/nodes/{node}");
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(body)))
}
