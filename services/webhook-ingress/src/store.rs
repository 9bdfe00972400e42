//! Whether what comes can be stored: asked again and again, for `/readyz` and for alerts.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bus::{PublishError, Publisher};
use metrics::gauge;
use service_runtime::{Runtime, telemetry};

/// How often while it takes events: others may be sent to another door within seconds.
const PERIOD: Duration = Duration::from_secs(2);
/// How often while it does not: whoever waits for it waits no longer than this.
const PERIOD_WHILE_AWAY: Duration = Duration::from_millis(200);

/// How JetStream may be, as `jetstream_state` has it.
pub(crate) const STATES: &[&str] = &[TAKES, FULL, REFUSES, AWAY];
const TAKES: &str = "takes";
const FULL: &str = "full";
const REFUSES: &str = "refuses";
const AWAY: &str = "away";

/// Makes the service ready only while JetStream takes events.
pub(crate) fn watch(publisher: Publisher, runtime: &Runtime) {
    let writable = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&writable);
    runtime.readiness.check("jetstream takes events", move || {
        seen.load(Ordering::Relaxed)
    });
    let soft = runtime.shutdown.soft().clone();
    runtime.shutdown.spawn("jetstream probe", async move {
        soft.run_until_cancelled(ask(publisher, &writable)).await;
        anyhow::Ok(())
    });
}

async fn ask(publisher: Publisher, writable: &AtomicBool) {
    loop {
        let answer = publisher.probe().await;
        tell(state(&answer));
        let before = writable.swap(answer.is_ok(), Ordering::Relaxed);
        let period = if answer.is_ok() {
            PERIOD
        } else {
            PERIOD_WHILE_AWAY
        };
        match answer {
            Ok(()) if !before => tracing::info!("JetStream takes events"),
            Err(error) if before => {
                tracing::warn!(error = %telemetry::chain(&error), "JetStream takes no events");
            }
            _ => {}
        }
        tokio::time::sleep(period).await;
    }
}

/// A server that is there and does not say that it has stored something: its disk has or had no room, or JetStream is off.
fn state(answer: &Result<(), PublishError>) -> &'static str {
    match answer {
        Ok(()) => TAKES,
        Err(PublishError::Full) => FULL,
        Err(PublishError::Disconnected) => AWAY,
        Err(_) => REFUSES,
    }
}

fn tell(state: &str) {
    for each in STATES {
        let is = if *each == state { 1.0 } else { 0.0 };
        gauge!("jetstream_state", "state" => *each).set(is);
    }
}
