//! An HTTP server as every service has it.

mod connections;
mod files;
mod observe;
mod panics;

use anyhow::Context;
use axum::Router;
use tokio::net::{TcpListener, TcpSocket};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{HttpSettings, Runtime, health};

/// Serves `router`, and `/livez`, `/readyz` and `/metrics` beside it, until the service is asked
/// to stop and the requests that had begun are answered.
///
/// It holds at most [`HttpSettings::max_connections`], fewer where the system gives fewer file
/// handles, serves [`HttpSettings::max_served`] of them at once, and closes those that send no
/// request for [`HttpSettings::header_deadline`].
///
/// Handlers find the client's end of the connection as `ConnectInfo<SocketAddr>`.
///
/// Each request of `router` gets a span (a child of the caller's `traceparent`), a log line, its
/// share in `http_requests_total` and `http_request_duration_seconds`, and, when its handler
/// panics, a problem document with status 500 that tells nothing.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    settings: &HttpSettings,
    runtime: &Runtime,
) -> anyhow::Result<()> {
    let address = listener
        .local_addr()
        .context("the listener has no address")?;
    let app = observed(router).merge(health::router(runtime));
    let at_most = files::room_for(settings.max_connections);
    tracing::info!(
        "{} {} takes up to {at_most} connections, listening on {address}",
        runtime.name(),
        runtime.version()
    );
    runtime.readiness.set_serving();
    let limits = connections::Limits {
        open: at_most,
        served: settings.max_served.min(at_most),
        header_deadline: settings.header_deadline,
    };
    let soft = runtime.shutdown.soft();
    let serving = connections::serve(listener, app, limits, soft);
    // Nothing to report when it was cut short: those who wait for an answer have not got any.
    let _ = runtime.shutdown.run_until_hard(serving).await;
    Ok(())
}

/// Binds where the settings say, for [`serve`].
pub fn listen(settings: &HttpSettings) -> anyhow::Result<TcpListener> {
    let address = settings.listen;
    let bind = || {
        let socket = if address.is_ipv4() {
            TcpSocket::new_v4()?
        } else {
            TcpSocket::new_v6()?
        };
        // A service that is started again takes the address of the one before it.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        // A burst of clients waits in the system's queue; the system shortens it to its own limit
        // (`net.core.somaxconn`), and whoever finds it full tries again after a second.
        socket.listen(u32::try_from(settings.max_connections).unwrap_or(u32::MAX))
    };
    bind().with_context(|| format!("cannot listen on {address}"))
}

/// `router` with what [`serve`] puts around it, for tests that call it without a socket.
pub fn observed(router: Router) -> Router {
    // As one layer: the router boxes each.
    router.layer((
        observe::ObserveLayer,
        CatchPanicLayer::custom(panics::answer),
    ))
}
