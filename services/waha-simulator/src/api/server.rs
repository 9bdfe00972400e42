//! `/ping`, `/health`, `/api/server` and the files of media.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header;
use serde_json::{Value, json};
use service_runtime::clock;

use crate::api::{ApiError, ApiResult};
use crate::ids;
use crate::webhooks::Environment;
use crate::world::World;

/// `GET /ping`: the only path of WAHA without a key.
pub(super) async fn ping() -> Json<Value> {
    Json(json!({"message": "pong"}))
}

/// `GET /health`
pub(super) async fn health() -> Json<Value> {
    let checks = json!({
        "mediaFiles.space": {"status": "up"},
        "sessionsFiles.space": {"status": "up"},
    });
    Json(json!({"status": "ok", "info": checks, "error": {}, "details": checks}))
}

/// `GET /api/server/version`, and `GET /api/version` before it.
pub(super) async fn version(State(world): State<Arc<World>>) -> Json<Environment> {
    Json(world.environment.clone())
}

/// `GET /api/server/status`: times in milliseconds.
pub(super) async fn status(State(world): State<Arc<World>>) -> Json<Value> {
    let started = ids::unix_millis(world.started_at);
    Json(json!({
        "startTimestamp": started,
        "uptime": ids::unix_millis(clock::now()) - started,
        "worker": world.environment.worker,
    }))
}

/// `GET /api/files/{session}/{file}`: media, while it lasts.
pub(super) async fn file(
    State(world): State<Arc<World>>,
    Path((session, file)): Path<(String, String)>,
) -> ApiResult<Response> {
    let lifetime = world.clock.real(world.settings.network.media_lifetime);
    let file = world
        .media
        .get(&format!("{session}/{file}"), lifetime, clock::now())
        .filter(|_| !world.faults.media_is_gone());
    let file = file.ok_or(ApiError::FileNotFound)?;
    Ok(([(header::CONTENT_TYPE, file.mimetype)], file.content).into_response())
}
