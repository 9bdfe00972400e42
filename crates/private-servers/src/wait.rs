//! Waiting without a runtime.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

const PAUSE: Duration = Duration::from_millis(20);

/// Calls `attempt` until it has an answer or an error, at most for `patience`; `None` when that ran out.
///
/// # Errors
/// Those of `attempt`, at once.
pub fn wait_for<T>(
    patience: Duration,
    mut attempt: impl FnMut() -> Result<Option<T>>,
) -> Result<Option<T>> {
    let started = Instant::now();
    loop {
        if let Some(answer) = attempt()? {
            return Ok(Some(answer));
        }
        if started.elapsed() >= patience {
            return Ok(None);
        }
        pause();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "there is no runtime here that a sleeping thread could block"
)]
fn pause() {
    thread::sleep(PAUSE);
}
