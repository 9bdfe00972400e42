//! Extractors whose refusals are problems that name the field.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use bytes::Bytes;
use domain::TenantId;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The tenant of the path, `/api/tenants/{tenant_id}/…`.
pub(crate) struct TenantPath(pub(crate) TenantId);

impl<S: Send + Sync> FromRequestParts<S> for TenantPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|error| Problem::field("tenant_id", error.body_text()))?;
        let tenant = text.parse().map_err(|error: domain::InvalidTenantId| {
            Problem::field("tenant_id", error.to_string())
        })?;
        Ok(Self(tenant))
    }
}

/// The query, read as `T`.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let axum::extract::Query(value) = axum::extract::Query::from_request_parts(parts, state)
            .await
            .map_err(|error| {
                Problem::new(
                    StatusCode::BAD_REQUEST,
                    "invalid_request",
                    error.body_text(),
                )
            })?;
        Ok(Self(value))
    }
}

/// A JSON body, read as `T`.
pub(crate) struct Json<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(&request) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "The body must be JSON, with the header content-type: application/json.",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            let code = match error.status() {
                StatusCode::PAYLOAD_TOO_LARGE => "too_large",
                _ => "unreadable_body",
            };
            Problem::new(error.status(), code, error.body_text())
        })?;
        // serde would also take an array with the values in the order of the fields.
        if !bytes.trim_ascii_start().starts_with(b"{") {
            return Err(Problem::field("(body)", "must be a JSON object"));
        }
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let field = match error.path().to_string() {
                path if path == "." || path == "?" => "(body)".to_owned(),
                path => path,
            };
            Problem::field(field, error.inner().to_string())
        })?;
        json.end()
            .map_err(|error| Problem::field("(body)", error.to_string()))?;
        Ok(Self(value))
    }
}

fn is_json(request: &Request) -> bool {
    let essence = || {
        let text = request.headers().get("content-type")?.to_str().ok()?;
        text.split(';').next().map(str::trim)
    };
    essence().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}
