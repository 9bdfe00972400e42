//! Errors of the control API: one sentence that says what to do.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::json;

/// A refused request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    problems: Vec<String>,
}

/// What handlers answer.
pub(crate) type SimResult<T> = Result<T, Refusal>;

impl Refusal {
    /// 400: the request makes no sense.
    pub(crate) fn bad(problem: impl Into<String>) -> Self {
        Self::bad_all(vec![problem.into()])
    }

    /// 400 with several reasons.
    pub(crate) fn bad_all(problems: Vec<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            problems,
        }
    }

    /// 404: there is no such thing.
    pub(crate) fn unknown(problem: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            problems: vec![problem.into()],
        }
    }

    /// 409: not now.
    pub(crate) fn conflict(problem: impl Into<String>) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            problems: vec![problem.into()],
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({"error": self.problems.join("; "), "problems": self.problems});
        (self.status, Json(body)).into_response()
    }
}

/// A JSON body, whatever its content type; a broken one is refused with its reason.
#[derive(Debug)]
pub(crate) struct Input<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Input<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|error| Refusal::bad(error.body_text()))?;
        // An empty body is an object without fields.
        let bytes = if bytes.is_empty() {
            Bytes::from_static(b"{}")
        } else {
            bytes
        };
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Refusal::bad(error.to_string()))
    }
}
