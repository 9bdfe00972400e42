//! An HTTP server as every service has it.

mod observe;
mod panics;

use std::net::SocketAddr;

use anyhow::Context;
use axum::Router;
use axum::middleware::from_fn;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{HttpSettings, Runtime, health};

/// Serves `router`, and `/livez`, `/readyz` and `/metrics` beside it, until the service is asked
/// to stop and the requests that had begun are answered.
///
/// Handlers find the client's end of the connection as `ConnectInfo<SocketAddr>`.
///
/// Each request of `router` gets a span (a child of the caller's `traceparent`), a log line, its
/// share in `http_requests_total` and `http_request_duration_seconds`, and, when its handler
/// panics, a problem document with status 500 that tells nothing.
pub async fn serve(listener: TcpListener, router: Router, runtime: &Runtime) -> anyhow::Result<()> {
    let address = listener
        .local_addr()
        .context("the listener has no address")?;
    // A request and its answer are small and wait for one another: no batching of packets.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY is refused");
        }
    });
    let app = observed(router)
        .merge(health::router(runtime))
        .into_make_service_with_connect_info::<SocketAddr>();
    tracing::info!(
        "{} {} listening on {address}",
        runtime.name(),
        runtime.version()
    );
    runtime.readiness.set_serving();
    let soft = runtime.shutdown.soft().clone();
    let serving = axum::serve(listener, app).with_graceful_shutdown(soft.cancelled_owned());
    match runtime.shutdown.run_until_hard(serving.into_future()).await {
        Some(served) => served.context("the HTTP server failed"),
        None => Ok(()),
    }
}

/// Binds where the settings say, for [`serve`].
pub async fn listen(settings: &HttpSettings) -> anyhow::Result<TcpListener> {
    let address = settings.listen;
    let bound = TcpListener::bind(address).await;
    bound.with_context(|| format!("cannot listen on {address}"))
}

/// `router` with what [`serve`] puts around it, for tests that call it without a socket.
pub fn observed(router: Router) -> Router {
    router
        .layer(CatchPanicLayer::custom(panics::answer))
        .layer(from_fn(observe::observe))
}
