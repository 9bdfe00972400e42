//! The HTTP API. The URL tree is the module tree: one verb, one file.

mod tenants;
mod whatsapp;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::time::timeout;

use crate::auth::{OperatorToken, operators_only};
use crate::problem::{Problem, log_causes};
use crate::qr_link::QrLinks;
use crate::whatsapp::WhatsApp;

/// The largest body taken; ours are a name.
const LARGEST_BODY: usize = 64 * 1024;

/// What the handlers work with.
pub(crate) struct Api {
    pub(crate) whatsapp: WhatsApp,
    pub(crate) operator: OperatorToken,
    pub(crate) qr_links: QrLinks,
    pub(crate) request_timeout: Duration,
}

type Shared = State<Arc<Api>>;

/// Everything under `/api`, and problems for everything else.
pub(crate) fn router(api: Api) -> Router {
    let operator = api.operator.clone();
    let request_timeout = api.request_timeout;
    let operators = Router::new()
        .route("/api/tenants", post(tenants::create).get(tenants::list))
        .route("/api/tenants/{tenant_id}", get(tenants::get))
        .route(
            "/api/tenants/{tenant_id}/whatsapp/connect",
            post(whatsapp::connect),
        )
        .route(
            "/api/tenants/{tenant_id}/whatsapp/status",
            get(whatsapp::status),
        )
        .route(
            "/api/tenants/{tenant_id}/whatsapp/disconnect",
            post(whatsapp::disconnect),
        )
        .route_layer(from_fn_with_state(operator, operators_only));
    // Checks by itself who asks: the link has a signature instead of the token.
    let pictures = Router::new().route("/api/tenants/{tenant_id}/whatsapp/qr", get(whatsapp::qr));
    operators
        .merge(pictures)
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(request_timeout, within_time))
        .layer(from_fn(log_causes))
        .with_state(Arc::new(api))
}

async fn not_found(uri: Uri) -> Problem {
    let detail = format!("There is nothing at {}.", uri.path());
    Problem::new(StatusCode::NOT_FOUND, "not_found", detail)
}

async fn method_not_allowed(method: Method) -> Problem {
    let detail = format!("{method} is not what this path is for.");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
}

async fn within_time(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        let detail = "The request took too long. It can be repeated without harm.";
        Problem::new(StatusCode::GATEWAY_TIMEOUT, "timeout", detail).into_response()
    })
}

#[cfg(test)]
mod tests;
