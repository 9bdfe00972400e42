//! The connections of a server: how many there are, how long they may be silent, how they end.
//!
//! `axum::serve` has no deadline for the head of a request, and serves connections without limit. One that is served
//! holds tens of kilobytes, one that waits for its turn hardly any: so few are served and many may wait. For each that
//! waits, one is closed after its answer, or while it is idle. Who waits for too long is turned away.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderValue;
use axum::http::header::CONNECTION;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

/// How long the system gets to have file handles again after it had none.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a connection waits for a seat. Whoever serves it then may need as long again.
const PATIENCE: Duration = Duration::from_secs(5);
/// What it is told when none was free in time.
const TURNED_AWAY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
/// A connection on which nothing was asked for so long is not worth its seat while others wait. Its client is unlikely
/// to ask at the very moment at which it is closed.
const IDLE: Duration = Duration::from_secs(1);

/// What clients are granted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Connections that are open at once.
    pub(super) open: usize,
    /// Of these, connections that are served at once.
    pub(super) served: usize,
    /// How long one may take to send the head of a request, the next one's included.
    pub(super) header_deadline: Duration,
}

/// What all connections share.
struct Hall {
    app: Router,
    http: http1::Builder,
    seats: Semaphore,
    /// How many connections wait for a seat.
    waiting: AtomicUsize,
    /// How many of these no connection has made room for yet.
    unserved: AtomicUsize,
    stop: CancellationToken,
}

/// Answers requests until `stop`, and then those that have begun.
pub(super) async fn serve(
    listener: TcpListener,
    app: Router,
    limits: Limits,
    stop: &CancellationToken,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_deadline);
    let hall = Arc::new(Hall {
        app,
        http,
        seats: Semaphore::new(limits.served),
        waiting: AtomicUsize::new(0),
        unserved: AtomicUsize::new(0),
        stop: stop.clone(),
    });
    let places = Arc::new(Semaphore::new(limits.open));
    let open = TaskTracker::new();
    while let Some((stream, peer, place)) =
        stop.run_until_cancelled(accept(&listener, &places)).await
    {
        let hall = Arc::clone(&hall);
        open.spawn(async move {
            let _place = place;
            hall.receive(stream, peer).await;
        });
    }
    drop(listener);
    open.close();
    open.wait().await;
}

/// The next connection, once there is a place for it: until then it waits in the system's queue.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    loop {
        let place = Arc::clone(places).acquire_owned().await;
        let place = place.expect("the semaphore is never closed");
        match listener.accept().await {
            Ok((stream, peer)) => {
                // A request and its answer are small and wait for one another: no batching of packets.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY is refused");
                }
                return (stream, peer, place);
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

impl Hall {
    /// Waits for a seat and serves the connection.
    async fn receive(self: Arc<Self>, stream: TcpStream, peer: SocketAddr) {
        let seat = if let Ok(seat) = self.seats.try_acquire() {
            seat
        } else {
            let _waits = Waits::begin(&self);
            let Ok(seat) = timeout(PATIENCE, self.seats.acquire()).await else {
                return turn_away(stream).await;
            };
            seat.expect("the semaphore is never closed")
        };
        // In a box: who waits shall not hold the memory of who is served.
        Box::pin(self.serve(stream, peer)).await;
        drop(seat);
    }

    async fn serve(&self, stream: TcpStream, peer: SocketAddr) {
        let asked = AtomicBool::new(false);
        let answer = service_fn(|request| {
            asked.store(true, Ordering::Relaxed);
            self.answer(peer, request)
        });
        let mut connection = pin!(self.http.serve_connection(TokioIo::new(stream), answer));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.is_to_end(&asked) => {
                // At once when it is idle, else after its answer.
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            // Clients come and go as they like.
            tracing::debug!(%error, "connection ended");
        }
    }

    /// Waits until nothing more is wanted of a connection: the service stops, or nobody has asked anything for a while
    /// and others wait. `asked` tells of each request.
    async fn is_to_end(&self, asked: &AtomicBool) {
        let idle = async {
            loop {
                tokio::time::sleep(IDLE).await;
                if !asked.swap(false, Ordering::Relaxed) && self.makes_room() {
                    break;
                }
            }
        };
        tokio::select! {
            () = idle => {}
            () = self.stop.cancelled() => {}
        }
    }

    async fn answer(
        &self,
        peer: SocketAddr,
        request: Request<Incoming>,
    ) -> Result<Response, Infallible> {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        // A router is always ready.
        let mut response = self.app.clone().call(request).await?;
        if self.makes_room() {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
        Ok(response)
    }

    /// Whether a connection is to make room for one that waits: one for each of them.
    fn makes_room(&self) -> bool {
        let one_less = |unserved: usize| unserved.checked_sub(1);
        self.waiting.load(Ordering::Relaxed) > 0
            && self
                .unserved
                .try_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
                .is_ok()
    }
}

/// Asks a client to come again, without having read what it wants. No harm is done when it does not get to read that.
async fn turn_away(mut stream: TcpStream) {
    let mut unread = [0; 1024];
    let farewell = async {
        stream.write_all(TURNED_AWAY).await?;
        stream.shutdown().await?;
        // A connection that is closed with something unread is reset, and takes the answer along.
        while stream.read(&mut unread).await? > 0 {}
        io::Result::Ok(())
    };
    let _ = timeout(PAUSE, farewell).await;
    metrics::counter!("http_connections_turned_away_total").increment(1);
}

/// One who waits for a seat.
struct Waits<'a>(&'a Hall);

impl<'a> Waits<'a> {
    fn begin(hall: &'a Hall) -> Self {
        hall.waiting.fetch_add(1, Ordering::Relaxed);
        hall.unserved.fetch_add(1, Ordering::Relaxed);
        Self(hall)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
