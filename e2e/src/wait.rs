//! Waiting for what other processes do.

use std::time::Duration;

use anyhow::Result;
use tokio::time::{Instant, sleep};

/// It did not happen in time.
#[derive(Debug)]
pub struct NotInTime {
    /// What was waited for.
    pub what: String,
    /// For how long.
    pub patience: Duration,
}

impl std::fmt::Display for NotInTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} did not happen within {} s",
            self.what,
            self.patience.as_secs()
        )
    }
}

impl std::error::Error for NotInTime {}

/// Looks again and again until `look` finds something, for as long as `patience`.
pub async fn eventually<T>(
    what: &str,
    patience: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if Instant::now() >= deadline {
            return Err(NotInTime {
                what: what.to_owned(),
                patience,
            }
            .into());
        }
        sleep(Duration::from_millis(20)).await;
    }
}
