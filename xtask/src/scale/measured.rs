//! What the benchmarks have written.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The door, at the connections at which its other figures are taken.
const DOOR: (&str, u64) = ("b", 256);
/// The worker flat out: what a turn costs where nobody waits for the next.
const WORKER: &str = "workers_1";
/// How the door writes under load.
const BATCH: u64 = 64;

/// What things cost, in microseconds of one processor, and how many a stream takes a second.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Measured {
    /// webhook-ingress, for each webhook.
    pub(super) door_us: f64,
    /// NATS, for each webhook that is stored.
    pub(super) store_us: f64,
    /// bot-worker, for each turn with its echo and acknowledgements.
    pub(super) worker_us: f64,
    /// Postgres likewise.
    pub(super) postgres_us: f64,
    /// NATS likewise: what it delivers.
    pub(super) deliver_us: f64,
    /// Webhooks a second that one stream takes with one copy and with three, each on disk; all servers on one machine.
    pub(super) stream_rate: [f64; 2],
}

impl Measured {
    /// # Errors
    /// When a file is missing: the benchmark to run is named.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let file = |name: &str, how: &str| -> Result<Value> {
            let path = folder.join(name);
            let text = fs::read_to_string(&path).with_context(|| {
                format!("read {}: run `cargo xtask bench {how}`", path.display())
            })?;
            serde_json::from_str(&text).with_context(|| format!("read {}", path.display()))
        };
        Self::from(
            &file("ingress.json", "ingress")?,
            &file("worker.json", "worker")?,
            &file("nats.json", "nats")?,
        )
    }

    pub(super) fn from(ingress: &Value, worker: &Value, nats: &Value) -> Result<Self> {
        let door = row(
            ingress,
            &[("case", DOOR.0.into()), ("connections", DOOR.1.into())],
        )?;
        let webhooks: f64 = figure(door, "requests")?;
        let turn = row(worker, &[("case", WORKER.into())])?;
        let turns: f64 = figure(turn, "turns")?;
        let each = |row: &Value, key: &str, count: f64| -> Result<f64> {
            Ok(figure::<f64>(row, key)? * 1e6 / count)
        };
        let rate = |replicas: u64| -> Result<f64> {
            let wanted = [
                ("replicas", replicas.into()),
                ("sync_always", true.into()),
                ("batch", BATCH.into()),
            ];
            figure(row(nats, &wanted)?, "rps")
        };
        Ok(Self {
            door_us: each(door, "cpu_s", webhooks)?,
            store_us: each(door, "nats_cpu_s", webhooks)?,
            worker_us: each(turn, "cpu_s", turns)?,
            postgres_us: each(turn, "postgres_cpu_s", turns)?,
            deliver_us: each(turn, "nats_cpu_s", turns)?,
            stream_rate: [rate(1)?, rate(3)?],
        })
    }

    pub(super) fn lines(&self) -> [(&'static str, f64, &'static str); 7] {
        [
            ("webhook-ingress, each webhook", self.door_us, "µs"),
            ("NATS, each webhook", self.store_us, "µs"),
            ("bot-worker, each turn", self.worker_us, "µs"),
            ("Postgres, each turn", self.postgres_us, "µs"),
            ("NATS, each turn", self.deliver_us, "µs"),
            ("one stream, one copy", self.stream_rate[0], "webhooks/s"),
            (
                "one stream, three copies",
                self.stream_rate[1],
                "webhooks/s",
            ),
        ]
    }
}

fn row<'a>(report: &'a Value, wanted: &[(&str, Value)]) -> Result<&'a Value> {
    let rows = report["rows"].as_array().into_iter().flatten();
    let is_wanted = |row: &&Value| wanted.iter().all(|(key, value)| row[*key] == *value);
    match rows.into_iter().find(is_wanted) {
        Some(row) => Ok(row),
        None => bail!("the benchmark has no row with {wanted:?}: run it with all its cases"),
    }
}

fn figure<T: DeserializeOwned>(row: &Value, key: &str) -> Result<T> {
    serde_json::from_value(row[key].clone()).with_context(|| format!("{key} of {row}"))
}
