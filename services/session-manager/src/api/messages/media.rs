//! `GET /api/tenants/{tenant_id}/messages/{message_id}/media`

mod name;
mod range;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use media_store::{Reading, sniff};
use storage::media::{self, File, MediaState};
use storage::{messages, tenants};

use crate::api::{NO_STORE, Shared};
use crate::extract::{MessagePath, TenantPath};
use crate::problem::Problem;
use range::Asked;

/// What a customer sent runs nowhere, whatever a browser makes of it.
const SANDBOX: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// Hands out the file of a message: a voice message, a picture, a document.
///
/// It is served as what its content is found to be: pictures, sound and films to be shown, all else to be saved. One
/// range of it can be asked for.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/messages/{message_id}/media",
    tag = "conversations",
    params(
        ("Range" = Option<String>, Header, description = "A part of it: `bytes=0-1023`."),
    ),
    responses(
        (status = 200, description = "The file.", content((Vec<u8> = "application/octet-stream"))),
        (status = 206, description = "The part of the file.", content((Vec<u8> = "application/octet-stream"))),
        (status = 404, description = "`message_not_found`: the tenant has no message with this id. `no_media`: it has no file, or was deleted by who wrote it."),
        (status = 409, description = "`media_not_fetched`: the file is not fetched yet; try again."),
        (status = 410, description = "`media_gone`: nobody has the file any more. `media_refused`: it was too large to be kept."),
        (status = 416, description = "`range_not_satisfiable`: the file ends before the range."),
        (status = 503, description = "`media_unavailable`: the store of the files does not answer."),
    )
)]
pub(in crate::api) async fn media_of_message(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    MessagePath(id): MessagePath,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let found = media::find(&mut tx, tenant, id).await?;
    let (key, file) = found.ok_or_else(message_not_found)?;
    let file = file.ok_or_else(no_media)?;
    let message = messages::find(&mut tx, tenant, &key).await?;
    tx.commit().await?;
    if message.is_none_or(|message| message.revoked_at.is_some()) {
        // It was deleted for everyone, and we are among them.
        return Err(no_media());
    }
    let size = match (file.state, file.size) {
        (MediaState::Stored, Some(size)) => u64::try_from(size).unwrap_or_default(),
        (MediaState::Wanted, _) => return Err(not_fetched()),
        (MediaState::Refused, _) => return Err(refused()),
        (MediaState::Gone | MediaState::Stored, _) => return Err(gone()),
    };
    let range = match range::asked(headers.get(RANGE), size) {
        Asked::All => None,
        Asked::Part(range) => Some(range),
        Asked::Nothing => return Ok(not_satisfiable(size)),
    };
    let reading = api.whatsapp.media.read(tenant, &key, range.clone()).await;
    let reading = reading.map_err(|error| unavailable().because(error))?;
    let Some(reading) = reading else {
        tracing::error!(%tenant, message = id, "a file that is marked as stored is not in the store");
        return Err(gone());
    };
    Ok(answer(reading, &file, range.is_some()))
}

fn answer(reading: Reading, file: &File, is_part: bool) -> Response {
    let mime = file.mime.as_deref().unwrap_or(sniff::UNKNOWN);
    let shown = sniff::is_shown(mime);
    let value = |text: &str| HeaderValue::from_str(text);
    let mime = value(mime).unwrap_or(HeaderValue::from_static(sniff::UNKNOWN));
    let disposition = name::disposition(shown, file.filename.as_deref());
    let status = if is_part {
        StatusCode::PARTIAL_CONTENT
    } else {
        StatusCode::OK
    };
    let Reading {
        range,
        size,
        content,
    } = reading;
    let mut headers = HeaderMap::from_iter([
        (CONTENT_TYPE, mime),
        (CONTENT_LENGTH, HeaderValue::from(range.end - range.start)),
        (ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (CACHE_CONTROL, NO_STORE),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_SECURITY_POLICY, SANDBOX),
    ]);
    if let Ok(disposition) = value(&disposition) {
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    let part = format!(
        "bytes {}-{}/{size}",
        range.start,
        range.end.saturating_sub(1)
    );
    if let (true, Ok(part)) = (is_part, value(&part)) {
        headers.insert(CONTENT_RANGE, part);
    }
    (status, headers, Body::from_stream(content)).into_response()
}

fn not_satisfiable(size: u64) -> Response {
    let detail = format!("The file has {size} bytes.");
    let code = "range_not_satisfiable";
    let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, code, detail);
    let mut response = problem.into_response();
    if let Ok(all) = HeaderValue::from_str(&format!("bytes */{size}")) {
        response.headers_mut().insert(CONTENT_RANGE, all);
    }
    response
}

fn message_not_found() -> Problem {
    let detail = "The tenant has no message with this id.";
    Problem::new(StatusCode::NOT_FOUND, "message_not_found", detail)
}

fn no_media() -> Problem {
    let detail = "The message has no file.";
    Problem::new(StatusCode::NOT_FOUND, "no_media", detail)
}

fn not_fetched() -> Problem {
    let detail = "The file is not fetched yet. Try again in a moment.";
    Problem::new(StatusCode::CONFLICT, "media_not_fetched", detail)
}

fn gone() -> Problem {
    let detail = "The file is gone: WhatsApp and WAHA had it no more when it was asked for.";
    Problem::new(StatusCode::GONE, "media_gone", detail)
}

fn refused() -> Problem {
    let detail = "The file is larger than what is kept.";
    Problem::new(StatusCode::GONE, "media_refused", detail)
}

fn unavailable() -> Problem {
    Problem::unavailable(
        "media_unavailable",
        "The store of the files does not answer.",
    )
}
