//! A door that says yes before anything is stored: what webhook-ingress must not be.

use anyhow::Result;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    routing::post,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// Accepts everything, and tells the real door once. It ends with the value.
#[derive(Debug)]
pub(super) struct HastyDoor {
    port: u16,
    serving: JoinHandle<()>,
}

#[derive(Clone)]
struct Behind {
    http: reqwest::Client,
    port: u16,
}

impl HastyDoor {
    /// Before the door at this port.
    pub(super) async fn before(port: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let http = crate::http_client()?;
        let router = Router::new()
            .route("/api/webhook/waha", post(take))
            .with_state(Behind { http, port });
        Ok(Self {
            port: listener.local_addr()?.port(),
            serving: tokio::spawn(async move {
                // It ends with the run, and what it would say is seen in what is lost.
                let _ = axum::serve(listener, router).await;
            }),
        })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for HastyDoor {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(
    State(behind): State<Behind>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    tokio::spawn(async move {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let url = format!("http://127.0.0.1:{}{path}", behind.port);
        let mut onward = behind.http.post(url).body(body);
        for (name, value) in &headers {
            if name.as_str().starts_with("x-") || name == "content-type" {
                onward = onward.header(name, value);
            }
        }
        // Nobody is left to be told.
        let _ = onward.send().await;
    });
    StatusCode::ACCEPTED
}
