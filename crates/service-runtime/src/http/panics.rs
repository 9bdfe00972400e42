//! What a caller is told when a handler panics: nothing.

use std::any::Any;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

const PROBLEM: &str = r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#;

/// The panic itself is in the log already: the hook of `telemetry` writes it.
pub(super) fn answer(_panic: Box<dyn Any + Send>) -> Response {
    let headers = [(CONTENT_TYPE, "application/problem+json")];
    (StatusCode::INTERNAL_SERVER_ERROR, headers, PROBLEM).into_response()
}
