//! The connections of a server: how many there are, how long they may be silent, how they end.
//!
//! `axum::serve` has no deadline for the head of a request, and takes connections without limit.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tower::Service;

/// How long the system gets to have file handles again after it had none.
const PAUSE: Duration = Duration::from_millis(100);

/// What clients are granted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Connections that are open at once.
    pub(super) at_most: usize,
    /// How long one may take to send the head of a request, the next one's included.
    pub(super) header_deadline: Duration,
}

/// A connection, and its place among those that are open.
struct Accepted {
    stream: TcpStream,
    peer: SocketAddr,
    place: OwnedSemaphorePermit,
}

/// Answers requests until `stop`, and then those that have begun.
pub(super) async fn serve(
    listener: TcpListener,
    app: Router,
    limits: Limits,
    stop: &CancellationToken,
) {
    let places = Arc::new(Semaphore::new(limits.at_most));
    let open = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_deadline);

    while let Some(accepted) = stop.run_until_cancelled(accept(&listener, &places)).await {
        let Accepted {
            stream,
            peer,
            place,
        } = accepted;
        let app = app.clone();
        let answer = service_fn(move |request| answer(app.clone(), peer, request));
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                // Clients come and go as they like.
                tracing::debug!(%error, "connection ended");
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// The next connection, once there is a place for it: until then it waits in the system's queue.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Accepted {
    loop {
        let place = Arc::clone(places).acquire_owned().await;
        let place = place.expect("the semaphore is never closed");
        match listener.accept().await {
            Ok((stream, peer)) => {
                // A request and its answer are small and wait for one another: no batching of packets.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY is refused");
                }
                return Accepted {
                    stream,
                    peer,
                    place,
                };
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                // No file handles, most likely. Trying at once would only keep the processor busy.
                tracing::error!(%error, "connections cannot be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_the_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

fn answer(
    mut app: Router,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> impl Future<Output = Result<axum::response::Response, Infallible>> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    // A router is always ready.
    app.call(request)
}
