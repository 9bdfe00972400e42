//! The load: requests that are made ahead, and wrk that sends them.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use private_servers::workspace_root;
use serde::Deserialize;

/// Threads of wrk; each sends from a file of its own.
const THREADS: u64 = 2;

/// What a load generator saw.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Seen {
    pub(super) requests: u64,
    pub(super) rps: f64,
    /// Connections that failed, and answers that are not 2xx.
    pub(super) errors: u64,
    /// Whether there were too few requests, so that some were sent twice.
    #[serde(default)]
    pub(super) repeated: bool,
    pub(super) p50_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) p999_ms: f64,
}

/// A folder of requests.
#[derive(Debug, Clone)]
pub(super) struct Requests(PathBuf);

/// How they are sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    pub(super) connections: u64,
    pub(super) seconds: u64,
    /// How long each connection waits between an answer and its next request, on average.
    pub(super) wait_ms: f64,
}

impl Requests {
    /// Writes `count` requests of as many messages, from message `first` on, for the sessions of `tenants` tenants.
    pub(super) fn write(
        bench: &Path,
        folder: PathBuf,
        count: u64,
        first: u64,
        tenants: u64,
    ) -> Result<Self> {
        let mut command = Command::new(bench);
        command.arg("webhooks").arg(&folder).args([
            format!("--count={count}"),
            format!("--first={first}"),
            format!("--tenants={tenants}"),
            format!("--files={THREADS}"),
        ]);
        let status = command.status().context("start peyk-bench")?;
        ensure!(status.success(), "peyk-bench webhooks failed ({status})");
        Ok(Self(folder))
    }

    /// Sends them.
    pub(super) fn send(&self, port: u16, pace: Pace) -> Result<Seen> {
        let output = Command::new("wrk")
            .args([
                format!("--threads={THREADS}"),
                format!("--connections={}", pace.connections.max(THREADS)),
                format!("--duration={}s", pace.seconds),
                "--timeout=30s".to_owned(),
                "--script".to_owned(),
            ])
            .arg(workspace_root().join("bench/wrk/webhooks.lua"))
            .arg(format!("http://127.0.0.1:{port}"))
            .arg("--")
            .arg(&self.0)
            .arg(pace.wait_ms.to_string())
            .stderr(Stdio::inherit())
            .output()
            .context("start wrk")?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "wrk failed: {said}");
        let line = said.lines().rfind(|line| line.starts_with('{'));
        let line = line.with_context(|| format!("wrk reports nothing: {said}"))?;
        serde_json::from_str(line).with_context(|| format!("wrk's report: {line}"))
    }
}

/// Whether wrk is here, and what to do when it is not.
pub(super) fn require_wrk() -> Result<()> {
    let mut command = Command::new("wrk");
    command
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // It prints its version and fails.
    if command.status().is_err() {
        bail!("there is no wrk, which makes the load: `apt-get install wrk`");
    }
    Ok(())
}
