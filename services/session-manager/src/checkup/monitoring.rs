//! What NATS tells no client: when it writes to disk, and how large that is. Its monitoring port does.

use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, de::DeserializeOwned};
use service_runtime::telemetry;
use url::Url;

use super::PATIENCE;
use super::book::Section;
use super::finding::Finding;

const SUBJECT: &str = "nats on disk";
const REMEDY: &str =
    "Put `sync_interval: always` into `jetstream { … }` of nats.conf, and restart nats-server.";

#[derive(Debug, Deserialize)]
struct Varz {
    #[serde(default)]
    jetstream: Jetstream,
}

#[derive(Debug, Default, Deserialize)]
struct Jetstream {
    config: Option<Config>,
}

#[derive(Debug, Deserialize)]
struct Config {
    #[serde(default)]
    max_storage: u64,
    /// In nanoseconds.
    #[serde(default)]
    sync_interval: u64,
    #[serde(default)]
    sync_always: bool,
}

#[derive(Debug, Deserialize)]
struct Healthz {
    #[serde(default)]
    status: String,
    error: Option<String>,
}

pub(super) async fn check(monitoring: Option<&Url>) -> Vec<Finding> {
    let Some(url) = monitoring else {
        return vec![Finding::warning(
            SUBJECT,
            "whether it writes before it acknowledges (sync_interval) cannot be seen from here",
            "Look in nats.conf for `sync_interval: always`, or name its monitoring port: --nats-monitoring \
             http://nats:8222.",
        )];
    };
    match ask::<Varz>(url, "varz").await {
        Ok(varz) => {
            let mut findings = judge(varz.jetstream.config.as_ref());
            // Whoever answers the one answers the other; what cannot be read says nothing.
            findings.extend(ask(url, "healthz").await.ok().map(health));
            findings
        }
        Err(error) => vec![Finding::warning(
            SUBJECT,
            format!("its monitoring port does not say how it writes: {error:#}"),
            "Start nats-server with a monitoring port (-m 8222) that only you reach, or look in nats.conf for \
             `sync_interval: always`.",
        )],
    }
}

/// What nats-server says of itself: the only place where it tells that a stream whose write failed takes nothing more.
fn health(health: Healthz) -> Finding {
    let subject = "nats health";
    match health.error {
        None => Finding::fine(subject, format!("it says {:?} of itself", health.status)),
        Some(error) => Finding::wrong(
            subject,
            format!("it is not well by its own account: {error}"),
            "Where it could not write: make room on its disk and restart nats-server. It does not write again by itself.",
        )
        .see(Section::JetStreamRefuses),
    }
}

/// What it answers there, under whichever status: of one that is not well `healthz` says 503.
async fn ask<T: DeserializeOwned>(url: &Url, place: &str) -> anyhow::Result<T> {
    let client = reqwest::Client::builder().timeout(PATIENCE / 2).build()?;
    let url = url.join(place).context("it is no base of a URL")?;
    let asked = client.get(url).send().await;
    let answer = asked.map_err(|error| told(&error.without_url()))?;
    let said = answer.json().await;
    said.map_err(|error| told(&error.without_url()))
}

fn told(error: &reqwest::Error) -> anyhow::Error {
    anyhow::anyhow!("{}", telemetry::chain(error))
}

fn judge(config: Option<&Config>) -> Vec<Finding> {
    let Some(config) = config else {
        return vec![
            Finding::wrong(
                SUBJECT,
                "JetStream is off",
                "Start nats-server with infra/nats/nats.conf.",
            )
            .see(Section::JetStreamRefuses),
        ];
    };
    let interval = Duration::from_nanos(config.sync_interval);
    let mut findings = vec![if config.sync_always {
        Finding::fine(SUBJECT, "it acknowledges what is on disk, and nothing else")
    } else {
        Finding::wrong(
            SUBJECT,
            format!(
                "it writes every {interval:?}: a power cut loses webhooks that WAHA was told are taken"
            ),
            REMEDY,
        )
    }];
    let needed = bus::checkup::disk_needed();
    if config.max_storage < needed {
        findings.push(Finding::wrong(
            SUBJECT,
            format!(
                "it may use {} MiB, and the streams reserve {}",
                config.max_storage >> 20,
                needed >> 20
            ),
            "Give it a larger disk, or raise max_file_store in nats.conf; it takes three quarters of what is free.",
        ));
    }
    findings
}
