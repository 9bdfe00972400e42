//! A CRM that keeps what it is told, and can check who told it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use e2e::eventually;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;

/// Something that it was told.
#[derive(Debug, Clone)]
pub(super) struct Told {
    headers: HeaderMap,
    body: Bytes,
}

/// A CRM at its URL.
pub(super) struct Crm {
    pub(super) url: String,
    told: Arc<Mutex<Vec<Told>>>,
}

impl Crm {
    pub(super) async fn start() -> Self {
        let told = Arc::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/hook", post(take))
            .with_state(Arc::clone(&told));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, told }
    }

    /// Waits for a word of this event.
    pub(super) async fn after(&self, event: &str, patience: Duration) -> Told {
        eventually(&format!("{event} at the CRM"), patience, async || {
            let told = self.told.lock().unwrap();
            Ok(told.iter().find(|told| told.event() == event).cloned())
        })
        .await
        .unwrap()
    }

    /// The events that it was told, in their order.
    pub(super) fn events(&self) -> Vec<String> {
        self.told.lock().unwrap().iter().map(Told::event).collect()
    }
}

async fn take(
    State(told): State<Arc<Mutex<Vec<Told>>>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    told.lock().unwrap().push(Told { headers, body });
    StatusCode::NO_CONTENT
}

impl Told {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn event(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// Whether its signature is by this secret, by the rules of Standard Webhooks.
    pub(super) fn is_signed_by(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap());
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.unwrap()).unwrap();
        let (id, at) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        mac.update(format!("{id}.{at}.").as_bytes());
        mac.update(&self.body);
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        let mut signatures = self.header("webhook-signature").split(' ');
        signatures.any(|signature| signature == expected)
    }
}
