//! Doors to shoot at: webhook-ingress, and one that makes the mistake that it must not make.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, extract::State, http::StatusCode, routing::post};
use bus::{Bus, Publisher};
use bytes::Bytes;
use domain::SessionName;
use e2e::fire::Service;
use events::{Origin, Routing, WahaEvent};
use tokio::{net::TcpListener, task::JoinSet};
use waha::webhook::Envelope;

use super::nats::Nats;
use crate::harness::{MASTER_SECRET, programs};

pub(super) trait Door {
    fn url(&self) -> &str;
    /// `kill -9`, and another in its place.
    async fn kill(&mut self);
    /// For good, once all that was begun is done.
    async fn close(self);
}

/// webhook-ingress, as a process.
pub(super) struct Process(Service);

impl Process {
    pub(super) async fn start(nats: &Nats) -> Self {
        let (url, replicas) = (nats.url(), nats.replicas().to_string());
        let settings = [
            ("PEYK__NATS__URL", url.as_str()),
            ("PEYK__NATS__REPLICAS", replicas.as_str()),
            ("PEYK__WEBHOOK__MASTER_SECRET", MASTER_SECRET),
            ("PEYK__WEBHOOK__PUBLISH_DEADLINE", "1s"),
            ("PEYK__WEBHOOK__RETRY_AFTER", "1s"),
            // No flood of ours is kept apart: what a webhook becomes is in one stream, where it can be counted.
            ("PEYK__WEBHOOK__TENANT_BURST", "1000000"),
        ];
        let program = programs().join("e2e-webhook-ingress");
        let service = Service::start("webhook-ingress", &program, &settings).await;
        Self(service.unwrap())
    }
}

impl Door for Process {
    fn url(&self) -> &str {
        self.0.url()
    }

    async fn kill(&mut self) {
        self.0.kill().unwrap();
    }

    async fn close(self) {
        self.0.end().unwrap();
    }
}

/// Answers first and stores then.
pub(super) struct Hasty {
    url: String,
    bus: Bus,
    background: Arc<Mutex<JoinSet<()>>>,
    serving: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    publisher: Publisher,
    background: Arc<Mutex<JoinSet<()>>>,
}

impl Hasty {
    pub(super) async fn start(bus: Bus) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let background = Arc::new(Mutex::new(JoinSet::new()));
        let shared = Shared {
            publisher: bus.publisher(Duration::from_secs(1)),
            background: Arc::clone(&background),
        };
        let router = Router::new()
            .route("/api/webhook/waha", post(take))
            .with_state(shared);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            bus,
            background,
            serving,
        }
    }
}

async fn take(State(shared): State<Shared>, body: Bytes) -> StatusCode {
    let event = event(&body);
    let publisher = shared.publisher.clone();
    let mut background = shared
        .background
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    background.spawn(async move {
        // Nobody is left to be told.
        let _ = publisher.publish(&event).await;
    });
    StatusCode::ACCEPTED
}

/// As webhook-ingress would publish it.
fn event(body: &Bytes) -> WahaEvent {
    let envelope = Envelope::parse(body).unwrap();
    let session: SessionName = envelope.session.parse().unwrap();
    let tenant = session.tenant().unwrap();
    WahaEvent {
        tenant,
        key: event_key::of(&session, &envelope).unwrap().of(tenant),
        event: envelope.event.parse().unwrap(),
        session,
        waha_event_id: None,
        occurred_at: None,
        received_at: service_runtime::clock::now(),
        routing: Routing::Url,
        origin: Origin::Webhook,
        body: body.clone(),
    }
}

impl Door for Hasty {
    fn url(&self) -> &str {
        &self.url
    }

    /// What a killed process had not done yet is never done.
    async fn kill(&mut self) {
        let mut background = self
            .background
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        background.abort_all();
    }

    async fn close(self) {
        self.serving.abort();
        let mut background = std::mem::take(
            &mut *self
                .background
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        while background.join_next().await.is_some() {}
        self.bus.close().await;
    }
}
