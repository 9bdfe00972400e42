//! Case (d): JetStream and a client that has its messages ready. Nothing stands between them but the protocol.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use async_nats::{
    Client, HeaderMap,
    header::{
        NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL, NATS_BATCH_ID, NATS_BATCH_SEQUENCE,
        NATS_MESSAGE_ID,
    },
};
use bytes::Bytes;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use url::Url;

use crate::{
    store::connect,
    webhooks::{Template, stanza, tenant},
};

/// Tenants, as in the load for the other cases.
const TENANTS: i64 = 10;

/// What is sent.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct How {
    /// Messages in a batch; 1 publishes each by itself
    #[arg(long, default_value_t = 1)]
    batch: u64,
    /// Batches, or single messages, whose acknowledgement is waited for at once
    #[arg(long)]
    in_flight: u64,
    /// How long
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

/// Publishes for as long as it is told and prints what came of it.
pub(crate) async fn run(nats: &Url, how: How) -> Result<()> {
    let client = connect(nats).await?;
    let template = Template::new()?;
    let feeder = Arc::new(Feeder {
        name: client.new_inbox(),
        client,
        payload: template.body(tenant(0, TENANTS)?, 0).into(),
        next: AtomicU64::new(0),
        batch: how.batch.max(1),
    });
    let started = Instant::now();
    let until = started + Duration::from_secs(how.seconds);
    let mut lanes = JoinSet::new();
    for _ in 0..how.in_flight.max(1) {
        lanes.spawn(feeder.clone().feed(until));
    }
    let mut waits = Vec::new();
    while let Some(lane) = lanes.join_next().await {
        waits.extend(lane??);
    }
    let elapsed = started.elapsed().as_secs_f64();
    waits.sort_unstable();
    let stored = waits.len() as u64 * feeder.batch;
    let quantile = |thousandths: usize| {
        let index = (waits.len() * thousandths / 1000).min(waits.len().saturating_sub(1));
        let wait = waits.get(index).copied().unwrap_or_default();
        wait.as_secs_f64() * 1000.0
    };
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let rps = stored as f64 / elapsed;
    println!(
        "{}",
        json!({
            "requests": stored, "rps": rps, "errors": 0,
            "p50_ms": quantile(500), "p99_ms": quantile(990), "p999_ms": quantile(999),
        })
    );
    Ok(())
}

struct Feeder {
    client: Client,
    name: String,
    payload: Bytes,
    next: AtomicU64,
    batch: u64,
}

impl Feeder {
    /// How long each acknowledgement took.
    async fn feed(self: Arc<Self>, until: Instant) -> Result<Vec<Duration>> {
        let mut waits = Vec::new();
        while Instant::now() < until {
            let started = Instant::now();
            self.publish().await?;
            waits.push(started.elapsed());
        }
        Ok(waits)
    }

    async fn publish(&self) -> Result<()> {
        let first = self.next.fetch_add(self.batch, Ordering::Relaxed);
        let name = format!("{}-{first}", self.name);
        for place in 1..self.batch {
            let number = first + place - 1;
            let headers = headers(number, Some((&name, place)));
            let sent =
                self.client
                    .publish_with_headers(subject(number)?, headers, self.payload.clone());
            sent.await?;
        }
        let last = first + self.batch - 1;
        let place = (self.batch > 1).then_some((name.as_str(), self.batch));
        let mut headers = headers(last, place);
        if self.batch > 1 {
            headers.insert(NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL);
        }
        let answer =
            self.client
                .request_with_headers(subject(last)?, headers, self.payload.clone());
        let answer: Value = serde_json::from_slice(&answer.await?.payload)?;
        ensure!(
            answer.get("seq").is_some(),
            "JetStream refuses what is published: {answer}"
        );
        Ok(())
    }
}

/// The headers of message `number`, which may have a place in a batch.
fn headers(number: u64, place: Option<(&str, u64)>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(NATS_MESSAGE_ID, stanza(number));
    if let Some((batch, sequence)) = place {
        headers.insert(NATS_BATCH_ID, batch);
        headers.insert(NATS_BATCH_SEQUENCE, sequence.to_string());
    }
    headers
}

fn subject(number: u64) -> Result<String> {
    Ok(format!(
        "waha.events.{}.message.any",
        tenant(number, TENANTS)?
    ))
}
