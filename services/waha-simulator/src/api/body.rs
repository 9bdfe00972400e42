//! Requests as Express reads them: bodies leniently, queries with types.

use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use bytes::Bytes;
use http::request::Parts;
use http::{StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::api::ApiError;

/// A JSON object. No JSON content type, no body, or JSON that is no object: an empty one.
#[derive(Debug, Default)]
pub(crate) struct Body(pub(crate) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let content_type = request.headers().get(header::CONTENT_TYPE);
        let is_json = content_type
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("application/json"));
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| ApiError::Nest {
                status: StatusCode::PAYLOAD_TOO_LARGE,
                message: json!("request entity too large"),
            })?;
        if !is_json || bytes.is_empty() {
            return Ok(Self::default());
        }
        match serde_json::from_slice(&bytes) {
            Ok(Value::Object(object)) => Ok(Self(object)),
            Ok(_) => Ok(Self::default()),
            Err(error) => Err(ApiError::bad_request(format!(
                "the body is not JSON: {error}"
            ))),
        }
    }
}

impl Body {
    /// A text field.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str)
    }

    /// A field that is there and not null.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    /// The text of the field, if it is there: an error says what it has to be.
    pub(crate) fn checked_text(&self, key: &str, errors: &mut Vec<String>) -> Option<String> {
        let value = self.get(key)?;
        if !value.is_string() {
            errors.push(format!("{key} must be a string"));
        }
        value.as_str().map(str::to_owned)
    }

    /// The session that a call outside of the sessions API is for.
    pub(crate) fn session(&self) -> Result<&str, ApiError> {
        self.text("session")
            .ok_or_else(|| ApiError::bad_request("Session name is required"))
    }
}

/// The query; what has the wrong type is refused as WAHA's validation does.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(params)| Self(params))
            .map_err(|error| ApiError::invalid(vec![error.body_text()]))
    }
}
