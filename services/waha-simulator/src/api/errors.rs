//! The error bodies of WAHA, of which there are several kinds.

use axum::Json;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};
use service_runtime::clock;
use time::format_description::well_known::Rfc3339;

use crate::session::Status;

/// A refused or failed request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ApiError {
    /// Nest's own kind. `message` is a text, or a list of texts for validation errors.
    Nest { status: StatusCode, message: Value },
    /// 401, without `error`.
    Unauthorized,
    /// The session did not reach the status that the call needs. Without `statusCode`.
    WrongStatus {
        session: String,
        status: Status,
        expected: Vec<Status>,
    },
    /// The session of a call outside of the sessions API. Without `statusCode`.
    UnknownSession { session: String },
    /// An exception that nobody caught: echoes the request, as WAHA does.
    Exception {
        name: &'static str,
        message: String,
        request: Value,
    },
    /// A media file that is gone, or never was.
    FileNotFound,
}

/// What handlers answer.
pub(crate) type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// 400 with every complaint.
    pub(crate) fn invalid(messages: Vec<String>) -> Self {
        let message = messages.into_iter().collect();
        Self::Nest {
            status: StatusCode::BAD_REQUEST,
            message,
        }
    }

    /// 400 with one text.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::nest(StatusCode::BAD_REQUEST, message)
    }

    /// 404 with one text.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::nest(StatusCode::NOT_FOUND, message)
    }

    /// 422 with one text.
    pub(crate) fn unprocessable(message: impl Into<String>) -> Self {
        Self::nest(StatusCode::UNPROCESSABLE_ENTITY, message)
    }

    /// 501: the engine has no such method.
    pub(crate) fn not_implemented() -> Self {
        Self::nest(
            StatusCode::NOT_IMPLEMENTED,
            "The method is not implemented by the engine.",
        )
    }

    /// 404 of the sessions API.
    pub(crate) fn session_not_found() -> Self {
        Self::not_found("Session not found")
    }

    /// 500 of a lifecycle call that waited too long for the one before.
    pub(crate) fn lock_timed_out(session: &str) -> Self {
        Self::Exception {
            name: "Error",
            message: format!("async-lock timed out in queue {session}"),
            request: json!({}),
        }
    }

    fn nest(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Nest {
            status,
            message: json!(message.into()),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::Nest { status, message } => (
                status,
                json!({
                    "message": message,
                    "error": status.canonical_reason(),
                    "statusCode": status.as_u16(),
                }),
            ),
            Self::Unauthorized => (
                StatusCode::UNAUTHORIZED,
                json!({"message": "Unauthorized", "statusCode": 401}),
            ),
            Self::WrongStatus {
                session,
                status,
                expected,
            } => (
                StatusCode::UNPROCESSABLE_ENTITY,
                json!({
                    "error": "Session status is not as expected. \
                              Try again later or restart the session",
                    "session": session,
                    "status": status,
                    "expected": expected,
                }),
            ),
            Self::UnknownSession { session } => (
                StatusCode::UNPROCESSABLE_ENTITY,
                json!({
                    "error": format!("Session \"{session}\" does not exist"),
                    "session": session,
                }),
            ),
            Self::Exception {
                name,
                message,
                request,
            } => (
                StatusCode::INTERNAL_SERVER_ERROR,
                json!({
                    "statusCode": 500,
                    "timestamp": clock::now().format(&Rfc3339).unwrap_or_default(),
                    "exception": {
                        "message": message,
                        "name": name,
                        "stack": format!("{name}: {message}\n    at the waha-simulator"),
                    },
                    "request": request,
                    "version": {"tier": "CORE"},
                }),
            ),
            Self::FileNotFound => (
                StatusCode::NOT_FOUND,
                json!({"error": {
                    "code": 404,
                    "key": "FILE_NOT_FOUND",
                    "message": "File not found",
                }}),
            ),
        };
        (status, Json(body)).into_response()
    }
}

/// Answers for paths that are not served, and for methods that a path does not have.
pub(crate) async fn cannot(request: Request) -> ApiError {
    // Without the query: it may hold the key.
    ApiError::not_found(format!(
        "Cannot {} {}",
        request.method(),
        request.uri().path()
    ))
}
