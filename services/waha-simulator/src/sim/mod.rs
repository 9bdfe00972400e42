//! The control API under `/sim`, and the page: what a test or a person can do to the network.

mod deafness;
mod faults;
mod inbound;
mod phones;
mod refusal;
mod timelock;
mod view;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::header;
use serde::Deserialize;
use serde_json::{Value, json};

pub(crate) use faults::{FaultSettings, Faults, SendFate};
use refusal::{Input, Refusal, SimResult};
pub(crate) use view::{Happening, MessageView, PhoneEvent};

use crate::journal::Entry;
use crate::webhooks::Delivery;
use crate::world::World;

type Shared = State<Arc<World>>;

/// Only what the page carries itself, and its own server.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; \
    style-src 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'self'";

#[derive(Debug, Deserialize)]
struct WebhooksQuery {
    session: Option<String>,
}

/// `/` and `/sim`. Without a key: this is a tool for development.
pub(crate) fn router() -> Router<Arc<World>> {
    Router::new()
        .route("/", get(page))
        .route("/sim/faults", get(faults).post(set_faults))
        .route("/sim/forget", post(forget))
        .route("/sim/webhooks", get(webhooks))
        .route("/sim/sessions", get(phones::list))
        .route("/sim/sessions/{name}/scan", post(phones::scan))
        .route("/sim/sessions/{name}/inbound", post(inbound::inbound))
        .route("/sim/sessions/{name}/delivered", get(phones::delivered))
        .route("/sim/sessions/{name}/actions", get(phones::actions))
        .route("/sim/sessions/{name}/events", get(phones::events))
        .route("/sim/sessions/{name}/qr", get(phones::qr))
        .route("/sim/sessions/{name}/deafness", post(deafness::set))
        .route("/sim/sessions/{name}/timelock", post(timelock::set))
        .route(
            "/sim/sessions/{name}/logout-from-phone",
            post(phones::log_out),
        )
        .route("/sim/sessions/{name}/restart", post(phones::restart))
        .route(
            "/sim/sessions/{name}/lose-connection",
            post(phones::lose_connection),
        )
        .route(
            "/sim/sessions/{name}/chats/{chat}/messages",
            get(phones::messages),
        )
        .route(
            "/sim/sessions/{name}/chats/{chat}/typing",
            post(phones::typing),
        )
        .route("/sim/sessions/{name}/chats/{chat}/open", post(phones::open))
        .route(
            "/sim/sessions/{name}/messages/{id}/reaction",
            post(phones::react),
        )
        .route(
            "/sim/sessions/{name}/messages/{id}/edit",
            post(phones::edit),
        )
        .route(
            "/sim/sessions/{name}/messages/{id}/revoke",
            post(phones::revoke),
        )
}

/// `GET /`: a page that is a phone.
async fn page() -> impl IntoResponse {
    let headers = [(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY)];
    (headers, Html(include_str!("../page/index.html")))
}

/// `GET /sim/faults`
async fn faults(State(world): Shared) -> Json<FaultSettings> {
    Json(world.faults.current())
}

/// `POST /sim/faults`: changes those that are named, answers all.
async fn set_faults(
    State(world): Shared,
    Input(patch): Input<Value>,
) -> SimResult<Json<FaultSettings>> {
    let faults = world.faults.patch(&patch).map_err(Refusal::bad_all)?;
    world.journal.note(|| Entry::Faults(faults));
    tracing::info!(?faults, "faults changed");
    Ok(Json(faults))
}

/// `POST /sim/forget`: WAHA loses all sessions, as at a restart without storage.
async fn forget(State(world): Shared) -> Json<Value> {
    let forgotten = world.forget();
    tracing::info!(forgotten, "WAHA forgot its sessions");
    Json(json!({"forgotten": forgotten}))
}

/// `GET /sim/webhooks`: what became of each, oldest first.
async fn webhooks(State(world): Shared, Query(query): Query<WebhooksQuery>) -> Json<Vec<Delivery>> {
    Json(world.dispatcher.log.list(query.session.as_deref()))
}
