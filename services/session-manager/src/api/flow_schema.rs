//! `GET /api/flow-schema`

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

/// The JSON Schema of flows, for editors and other programs.
#[utoipa::path(
    get,
    path = "/api/flow-schema",
    tag = "flows",
    responses((status = 200, description = "JSON Schema 2020-12.", content_type = "application/json", body = Object))
)]
pub(in crate::api) async fn flow_schema() -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, flow::SCHEMA)
}
