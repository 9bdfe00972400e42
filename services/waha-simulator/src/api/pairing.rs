//! `/api/{session}/auth`: the QR code and the code to type. `/api/screenshot` beside it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::json;

use crate::api::sessions::not_running;
use crate::api::{ApiError, ApiResult, Params, ready};
use crate::ids;
use crate::session::{Status, qr_png};
use crate::world::World;

/// How long a pairing code waits for a session that is STARTING.
const FOR_STARTED: Duration = Duration::from_secs(2);

#[derive(Debug, Deserialize)]
pub(super) struct QrQuery {
    format: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ScreenshotQuery {
    session: Option<String>,
}

/// `GET /api/{session}/auth/qr`: a picture, the same in JSON, or the bare content.
pub(super) async fn qr(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Params(query): Params<QrQuery>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let content = shown(&world, &name).await?;
    if query.format.as_deref() == Some("raw") {
        return Ok(Json(json!({"value": content})).into_response());
    }
    Ok(picture(&content, &headers))
}

/// `POST /api/{session}/auth/request-code`
pub(super) async fn request_code(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
) -> ApiResult<Response> {
    let session = world
        .session(&name)
        .filter(|session| session.status().is_running());
    let session = session.ok_or_else(|| ApiError::not_found(not_running(&name)))?;
    ready::wait(&world, &session, FOR_STARTED, |status| {
        status != Status::Starting
    })
    .await;
    let mut state = session.state();
    if state.status != Status::ScanQrCode {
        return Err(ApiError::unprocessable(format!(
            "Can request code only in SCAN_QR_CODE status. The current status is {}",
            state.status
        )));
    }
    let code = state.pairing_code.insert(ids::pairing_code()).clone();
    Ok((StatusCode::CREATED, Json(json!({"code": code}))).into_response())
}

/// `GET /api/screenshot`: this engine has no screen but the QR code.
pub(super) async fn screenshot(
    State(world): State<Arc<World>>,
    Params(query): Params<ScreenshotQuery>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let name = query.session.unwrap_or_else(|| "default".to_owned());
    if !world
        .session(&name)
        .is_some_and(|session| session.status().is_running())
    {
        return Err(ApiError::not_found(not_running(&name)));
    }
    Ok(picture(&shown(&world, &name).await?, &headers))
}

/// The content of the QR code that is shown, once one is.
async fn shown(world: &World, name: &str) -> ApiResult<String> {
    let session = ready::in_status(world, name, Status::ScanQrCode).await?;
    let state = session.state();
    state.qr.clone().ok_or_else(|| ApiError::WrongStatus {
        session: name.to_owned(),
        status: state.status,
        expected: vec![Status::ScanQrCode],
    })
}

fn picture(content: &str, headers: &HeaderMap) -> Response {
    let png = qr_png(content);
    let wants_json = headers
        .get(header::ACCEPT)
        .is_some_and(|accept| accept == "application/json");
    if wants_json {
        return Json(json!({"mimetype": "image/png", "data": STANDARD.encode(png)}))
            .into_response();
    }
    ([(header::CONTENT_TYPE, "image/png")], png).into_response()
}
