//! `cargo xtask bench nats`.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use private_servers::{NatsCluster, workspace_root};
use serde::Serialize;
use serde_json::json;

use super::{case, load::Seen, report};
use crate::{cargo, interrupt::Interrupt};

/// What is set in `infra/nats/nats.conf`, and what is measured beside it: NATS' own default, two minutes.
const ALWAYS: &str = "  sync_interval: always\n";
const SIZES: [usize; 2] = [1, 3];
/// Messages in a batch: one by itself, and what the door gathers under load.
const BATCHES: [u64; 3] = [1, 64, 256];
/// Messages, or batches, that are under way at once.
const IN_FLIGHT: u64 = 64;
const BATCHES_IN_FLIGHT: u64 = 2;
/// Tenants to whom the messages are.
const TENANTS: u64 = 10;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How long each case is measured
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
}

/// What was measured of one way to keep the stream.
#[derive(Debug, Serialize)]
struct Row {
    /// Servers that keep the stream; all on this machine, so that three share what one has for itself.
    replicas: usize,
    /// Whether each write reaches the disk before it is acknowledged.
    sync_always: bool,
    batch: u64,
    /// Messages a second.
    rps: f64,
    p50_ms: f64,
    p99_ms: f64,
}

pub(super) fn run(arguments: &Arguments, interrupt: &Interrupt) -> Result<()> {
    println!("building with optimisations …");
    let build = ["build", "--release", "--locked", "-p", "bench"];
    cargo::run(&mut cargo::command(&build), interrupt, None)?;
    let bench = case::programs_folder()?.join("peyk-bench");
    let ours = workspace_root().join("infra/nats/nats.conf");
    let text = fs::read_to_string(&ours).with_context(|| format!("read {}", ours.display()))?;
    ensure!(
        text.contains(ALWAYS),
        "{} has no `{}`",
        ours.display(),
        ALWAYS.trim()
    );
    let folder = tempfile::tempdir()?;
    let lazy = folder.path().join("nats.conf");
    fs::write(&lazy, text.replace(ALWAYS, ""))?;

    println!(
        "{:>8} {:<7} {:>6} {:>9} {:>9} {:>9}",
        "replicas", "fsync", "batch", "msg/s", "p50 ms", "p99 ms"
    );
    let mut rows = Vec::new();
    for replicas in SIZES {
        for (sync_always, config) in [(true, &ours), (false, &lazy)] {
            for batch in BATCHES {
                interrupt.check()?;
                let cluster = interrupt.blocking(|| NatsCluster::start(replicas, Some(config)))?;
                let fed = feed(&bench, &cluster.url(), replicas, batch, arguments.seconds)?;
                let fsync = if sync_always { "always" } else { "lazy" };
                println!(
                    "{replicas:>8} {fsync:<7} {batch:>6} {:>9.0} {:>9.2} {:>9.2}",
                    fed.rps, fed.p50_ms, fed.p99_ms,
                );
                rows.push(Row {
                    replicas,
                    sync_always,
                    batch,
                    rps: fed.rps,
                    p50_ms: fed.p50_ms,
                    p99_ms: fed.p99_ms,
                });
            }
        }
    }
    report::write("nats.json", &json!({ "rows": rows }))
}

/// Declares the streams on so many servers, and writes to them for as long as is asked.
fn feed(bench: &Path, url: &str, replicas: usize, batch: u64, seconds: u64) -> Result<Seen> {
    let in_flight = if batch == 1 {
        IN_FLIGHT
    } else {
        BATCHES_IN_FLIGHT
    };
    let tenants = [
        "tenants".to_owned(),
        format!("--count={TENANTS}"),
        format!("--replicas={replicas}"),
    ];
    case::said_by(bench, url, &tenants)?;
    let feed = [
        "feed".to_owned(),
        format!("--batch={batch}"),
        format!("--in-flight={in_flight}"),
        format!("--seconds={seconds}"),
    ];
    let printed = case::said_by(bench, url, &feed)?;
    serde_json::from_str(&printed).context("the feed's report")
}
