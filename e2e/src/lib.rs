//! End to end: the demo conversation of `cargo xtask dev`, and tests that run all services in one process.
//!
//! - [`Simulator`] is the pretend WhatsApp network behind the WAHA simulator, as a customer and a phone.
//! - [`fire`] is all of it as processes that are killed, and a judge of what came of it; [`chaos`] is a programme of that.
//! - [`Manager`] is session-manager's API, as an operator's dashboard calls it.

pub mod chaos;
pub mod demo;
pub mod fire;
mod manager;
mod simulator;
mod wait;

pub use manager::Manager;
pub use simulator::{Delivered, Simulator, WebhookDelivery};
pub use wait::{NotInTime, eventually};

use std::time::Duration;

use anyhow::{Context, Result};

/// An HTTP client for short calls on this machine.
pub fn http_client() -> Result<reqwest::Client> {
    // Refused when the process has a provider already; any will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        // Everything that it calls is on this machine, and the operator's token stays there.
        .no_proxy()
        .connect_timeout(Duration::from_secs(5))
        .timeout(Duration::from_mins(1))
        .build()
        .context("build an HTTP client")
}

/// The body of a successful answer; an error that shows the refusal otherwise.
async fn json(answer: reqwest::Response) -> Result<serde_json::Value> {
    let status = answer.status();
    let url = answer.url().path().to_owned();
    let body = answer
        .text()
        .await
        .with_context(|| format!("read the answer of {url}"))?;
    anyhow::ensure!(status.is_success(), "{url} answered {status}: {body}");
    if body.is_empty() {
        return Ok(serde_json::Value::Null);
    }
    serde_json::from_str(&body).with_context(|| format!("{url} did not answer JSON: {body}"))
}
