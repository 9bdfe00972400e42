//! Keeps the counts of messages that a tenant's first page shows.

use std::time::Duration;

use service_runtime::{Shutdown, clock, telemetry};
use storage::{Database, StorageError, home};
use tokio::time::sleep;

/// How often it is counted.
const PERIOD: Duration = Duration::from_secs(30);

/// How old a message is when it is counted: those that got their numbers before it are there as well.
const SETTLED: Duration = Duration::from_mins(1);

/// How many messages are counted at once.
const AT_ONCE: i32 = 20_000;

/// How long counts are kept: the longest time that is looked at, and some days.
pub(crate) const KEPT: Duration = Duration::from_hours(24 * 100);

/// How often it is looked whether any are older.
const FORGET_PERIOD: Duration = Duration::from_hours(6);

/// Counts messages, again and again, until the service stops. Several processes may: one at a time counts.
pub(crate) async fn keep(database: Database, shutdown: Shutdown) {
    let work = async {
        let mut forget_at = clock::now();
        loop {
            if let Err(error) = count(&database).await {
                let error = telemetry::chain(&error).to_string();
                tracing::warn!(error, "messages are not counted yet; trying again");
            }
            let now = clock::now();
            if forget_at <= now {
                forget_at = now + FORGET_PERIOD;
                if let Err(error) = home::forget(&database, now - KEPT).await {
                    let error = telemetry::chain(&error).to_string();
                    tracing::warn!(error, "old counts of messages are not forgotten yet");
                }
            }
            sleep(PERIOD).await;
        }
    };
    shutdown.soft().run_until_cancelled(work).await;
}

async fn count(database: &Database) -> Result<(), StorageError> {
    loop {
        let now = clock::now();
        let seen = home::count(database, now - SETTLED, now - KEPT, AT_ONCE).await?;
        if seen < i64::from(AT_ONCE) {
            return Ok(());
        }
    }
}
