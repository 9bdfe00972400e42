//! A line every few seconds: what is going on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::Value;
use storage::testing::TestDatabase;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, interval, timeout},
};

use crate::fire;

const PERIOD: Duration = Duration::from_secs(3);
/// Postgres may be what is broken.
const PATIENCE: Duration = Duration::from_secs(2);

/// Prints the lines until it is dropped.
#[derive(Debug)]
pub(super) struct Ticker {
    broken: watch::Sender<&'static str>,
    printing: JoinHandle<()>,
}

impl Ticker {
    pub(super) fn start(database: TestDatabase, written: Arc<AtomicUsize>) -> Self {
        let (broken, now) = watch::channel("");
        let printing = tokio::spawn(async move {
            let (began, mut ticks) = (Instant::now(), interval(PERIOD));
            loop {
                ticks.tick().await;
                let sent = written.load(Ordering::Relaxed);
                let progress = timeout(PATIENCE, fire::progress(&database)).await;
                let seen = progress.ok().and_then(Result::ok);
                let seen = seen.map_or_else(
                    || "Postgres does not answer".to_owned(),
                    |progress| line(&progress, sent),
                );
                let (seconds, broken) = (began.elapsed().as_secs(), *now.borrow());
                eprintln!("{seconds:>5} s  written {sent:>7}  {seen}  {broken}");
            }
        });
        Self { broken, printing }
    }

    /// What is broken from now on; nothing by an empty text.
    pub(super) fn broken(&self, what: &'static str) {
        self.broken.send_replace(what);
    }
}

fn line(progress: &Value, sent: usize) -> String {
    let count = |value: &Value| value.as_u64().unwrap_or_default();
    let outbox = &progress["outbox"];
    let stored = count(&progress["stored"]);
    let lag = u64::try_from(sent)
        .unwrap_or_default()
        .saturating_sub(stored)
        + count(&progress["to_take"]);
    let open: u64 = ["queued", "typing", "sending"]
        .iter()
        .map(|state| count(&outbox[state]))
        .sum();
    let replies = count(&outbox["sent"]);
    format!("stored {stored:>7}  replies {replies:>7}  lag {lag:>5}  to say {open:>5}")
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.printing.abort();
    }
}
