//! `X-Api-Key`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use crate::api::{ApiError, ApiResult, Params};
use crate::world::World;

#[derive(Debug, Deserialize)]
pub(crate) struct Key {
    #[serde(rename = "x-api-key")]
    key: Option<String>,
}

/// Lets through who has the key, in the header or, since 2026.4.3, in the query. `/api` and
/// `/health` are WAHA's; also a path of `/api` that does not exist wants the key first.
pub(crate) async fn require_key(
    State(world): State<Arc<World>>,
    Params(query): Params<Key>,
    request: Request,
    next: Next,
) -> ApiResult<Response> {
    let path = request.uri().path();
    if !path.starts_with("/api/") && path != "/health" {
        return Ok(next.run(request).await);
    }
    let header = request
        .headers()
        .get("x-api-key")
        .map(|value| value.as_bytes().to_vec());
    let given = header
        .or(query.key.map(String::into_bytes))
        .unwrap_or_default();
    let wanted = world.settings.waha.api_key.expose().as_bytes();
    if bool::from(given.as_slice().ct_eq(wanted)) {
        Ok(next.run(request).await)
    } else {
        Err(ApiError::Unauthorized)
    }
}
