//! Whether what comes can be stored: asked again and again, for `/readyz`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bus::Publisher;
use service_runtime::{Runtime, telemetry};
use tokio::time::{MissedTickBehavior, interval};

/// How often. A door that others may be sent to instead should be known within seconds.
const PERIOD: Duration = Duration::from_secs(2);

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
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let answer = publisher.probe().await;
        let before = writable.swap(answer.is_ok(), Ordering::Relaxed);
        match answer {
            Ok(()) if !before => tracing::info!("JetStream takes events"),
            Err(error) if before => {
                tracing::warn!(error = %telemetry::chain(&error), "JetStream takes no events");
            }
            _ => {}
        }
    }
}
