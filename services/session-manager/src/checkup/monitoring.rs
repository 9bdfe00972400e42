//! What NATS tells no client: when it writes to disk, and how large that is. Its monitoring port does.

use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;
use service_runtime::telemetry;
use url::Url;

use super::PATIENCE;
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

pub(super) async fn check(monitoring: Option<&Url>) -> Vec<Finding> {
    let Some(url) = monitoring else {
        return vec![Finding::warning(
            SUBJECT,
            "whether it writes before it acknowledges (sync_interval) cannot be seen from here",
            "Look in nats.conf for `sync_interval: always`, or name its monitoring port: --nats-monitoring \
             http://nats:8222.",
        )];
    };
    match ask(url).await {
        Ok(varz) => judge(varz.jetstream.config.as_ref()),
        Err(error) => vec![Finding::warning(
            SUBJECT,
            format!("its monitoring port does not say how it writes: {error:#}"),
            "Start nats-server with a monitoring port (-m 8222) that only you reach, or look in nats.conf for \
             `sync_interval: always`.",
        )],
    }
}

async fn ask(url: &Url) -> anyhow::Result<Varz> {
    let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
    let url = url.join("varz").context("it is no base of a URL")?;
    let asked = client.get(url).send().await;
    let answer = asked.map_err(|error| told(&error.without_url()))?;
    let answer = answer
        .error_for_status()
        .map_err(|error| told(&error.without_url()))?;
    let varz = answer.json().await;
    varz.map_err(|error| told(&error.without_url()))
}

fn told(error: &reqwest::Error) -> anyhow::Error {
    anyhow::anyhow!("{}", telemetry::chain(error))
}

fn judge(config: Option<&Config>) -> Vec<Finding> {
    let Some(config) = config else {
        return vec![Finding::wrong(
            SUBJECT,
            "JetStream is off",
            "Start nats-server with infra/nats/nats.conf.",
        )];
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
