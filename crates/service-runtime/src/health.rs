//! Whether the service lives and whether it is ready: two questions, two answers.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::Runtime;

/// What a service still waits for before it can do its work.
///
/// Ready when it serves HTTP, every [`Latch`] is gone, every check passes, and nobody has asked it to
/// stop. Take latches before [`crate::http::serve`]: from then on it is up to them.
#[derive(Clone)]
pub struct Readiness {
    serving: Arc<AtomicBool>,
    waiting: Arc<Mutex<Waiting>>,
    stopping: CancellationToken,
}

#[derive(Default)]
struct Waiting {
    next_latch: u64,
    latches: Vec<Waited>,
    checks: Vec<(String, Check)>,
}

/// What a latch waits for.
struct Waited {
    latch: u64,
    name: String,
    /// What is in the way.
    reason: Option<String>,
}

type Check = Arc<dyn Fn() -> bool + Send + Sync>;

/// Holds its service not ready until it is set or dropped.
#[derive(Debug)]
#[must_use = "a latch that is dropped at once holds nothing back"]
pub struct Latch {
    readiness: Readiness,
    id: u64,
}

impl Readiness {
    pub(crate) fn new(stopping: CancellationToken) -> Self {
        Self {
            serving: Arc::default(),
            waiting: Arc::default(),
            stopping,
        }
    }

    /// The HTTP server runs.
    pub(crate) fn set_serving(&self) {
        self.serving.store(true, Ordering::Relaxed);
    }

    /// Something that has to happen once before the service is ready, such as `nats topology`.
    pub fn latch(&self, name: impl Into<String>) -> Latch {
        self.with(|waiting| {
            let id = waiting.next_latch;
            waiting.next_latch += 1;
            waiting.latches.push(Waited {
                latch: id,
                name: name.into(),
                reason: None,
            });
            Latch {
                readiness: self.clone(),
                id,
            }
        })
    }

    /// Something that has to hold at the moment of asking, such as a live connection.
    ///
    /// `holds` is called for every question; it must answer at once.
    pub fn check(&self, name: impl Into<String>, holds: impl Fn() -> bool + Send + Sync + 'static) {
        self.with(|waiting| waiting.checks.push((name.into(), Arc::new(holds))));
    }

    /// Names of what is missing, each with what is in the way where that is known; empty when the service is ready.
    pub fn waiting_for(&self) -> Vec<String> {
        let (mut missing, checks) = self.with(|waiting| {
            let names = waiting.latches.iter().map(|waited| match &waited.reason {
                Some(reason) => format!("{}: {reason}", waited.name),
                None => waited.name.clone(),
            });
            (names.collect::<Vec<_>>(), waiting.checks.clone())
        });
        // Outside the lock: a check is other people's code.
        let failed = checks.into_iter().filter(|(_, holds)| !holds());
        missing.extend(failed.map(|(name, _)| name));
        if !self.serving.load(Ordering::Relaxed) {
            missing.push("http server".to_owned());
        }
        if self.stopping.is_cancelled() {
            missing.push("shutting down".to_owned());
        }
        missing
    }

    /// Whether the service can do its work.
    pub fn is_ready(&self) -> bool {
        self.waiting_for().is_empty()
    }

    fn with<T>(&self, use_it: impl FnOnce(&mut Waiting) -> T) -> T {
        use_it(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readiness")
            .field("waiting_for", &self.waiting_for())
            .finish()
    }
}

impl Latch {
    /// Says what is in the way, for who asks why the service is not ready.
    pub fn waits_because(&self, reason: impl Into<String>) {
        self.readiness.with(|waiting| {
            let mine = waiting.latches.iter_mut().find(|it| it.latch == self.id);
            if let Some(mine) = mine {
                mine.reason = Some(reason.into());
            }
        });
    }

    /// It has happened. Dropping the latch does the same.
    pub fn set(self) {
        drop(self);
    }
}

impl Drop for Latch {
    fn drop(&mut self) {
        self.readiness
            .with(|waiting| waiting.latches.retain(|it| it.latch != self.id));
    }
}

/// `/livez`, `/readyz` and `/metrics`.
pub fn router(runtime: &Runtime) -> Router {
    Router::new()
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(runtime.clone())
}

#[derive(Serialize)]
struct ReadyBody {
    ready: bool,
    waiting_for: Vec<String>,
}

async fn readyz(State(runtime): State<Runtime>) -> impl IntoResponse {
    let waiting_for = runtime.readiness.waiting_for();
    let ready = waiting_for.is_empty();
    let status = if ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(ReadyBody { ready, waiting_for }))
}

async fn metrics(State(runtime): State<Runtime>) -> impl IntoResponse {
    (
        [("content-type", "text/plain; version=0.0.4; charset=utf-8")],
        runtime.metrics.render(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readiness() -> (Readiness, CancellationToken) {
        let stopping = CancellationToken::new();
        let readiness = Readiness::new(stopping.clone());
        readiness.set_serving();
        (readiness, stopping)
    }

    #[test]
    fn a_service_that_has_not_begun_is_not_ready() {
        let readiness = Readiness::new(CancellationToken::new());
        assert_eq!(readiness.waiting_for(), ["http server"]);
    }

    #[test]
    fn ready_when_every_latch_is_set_or_dropped() {
        let (readiness, _) = readiness();
        assert!(readiness.is_ready());
        let topology = readiness.latch("nats topology");
        let routes = readiness.latch("tenant routes");
        assert_eq!(readiness.waiting_for(), ["nats topology", "tenant routes"]);
        topology.set();
        assert_eq!(readiness.waiting_for(), ["tenant routes"]);
        drop(routes);
        assert!(readiness.is_ready());
    }

    #[test]
    fn what_is_in_the_way_is_said_until_it_is_gone() {
        let (readiness, _) = readiness();
        let topology = readiness.latch("nats topology");
        topology.waits_because("no room");
        topology.waits_because("still no room");
        assert_eq!(readiness.waiting_for(), ["nats topology: still no room"]);
        topology.set();
        assert!(readiness.is_ready());
    }

    #[test]
    fn two_latches_of_one_name_are_two() {
        let (readiness, _) = readiness();
        let first = readiness.latch("nats");
        let _second = readiness.latch("nats");
        first.set();
        assert_eq!(readiness.waiting_for(), ["nats"]);
    }

    #[test]
    fn a_check_is_asked_every_time() {
        let (readiness, _) = readiness();
        let connected = Arc::new(AtomicBool::new(false));
        let seen = connected.clone();
        readiness.check("nats connection", move || seen.load(Ordering::Relaxed));
        assert_eq!(readiness.waiting_for(), ["nats connection"]);
        connected.store(true, Ordering::Relaxed);
        assert!(readiness.is_ready());
    }

    #[test]
    fn a_service_that_stops_is_not_ready() {
        let (readiness, stopping) = readiness();
        stopping.cancel();
        assert_eq!(readiness.waiting_for(), ["shutting down"]);
    }
}
