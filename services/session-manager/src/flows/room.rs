//! How many replays a process plays at once: each keeps a core busy for seconds, and others want answers meanwhile.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::problem::Problem;

/// The place of the one replay that is being played.
#[derive(Debug, Clone)]
pub(crate) struct ReplayRoom(Arc<Semaphore>);

impl Default for ReplayRoom {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl ReplayRoom {
    /// Waits for the place, but not longer than `patience`. Whoever has it gives it back by dropping it.
    pub(crate) async fn enter(&self, patience: Duration) -> Result<OwnedSemaphorePermit, Problem> {
        let entered = timeout(patience, Arc::clone(&self.0).acquire_owned()).await;
        entered.ok().and_then(Result::ok).ok_or_else(|| {
            let detail = "Another replay is being played. Try again when it has ended.";
            Problem::unavailable("replay_busy", detail)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_replay_at_a_time_and_the_next_waits_a_while() {
        let room = ReplayRoom::default();
        let patience = Duration::from_secs(5);
        let first = room.enter(patience).await.unwrap();
        assert!(room.enter(patience).await.is_err());
        drop(first);
        assert!(room.enter(patience).await.is_ok());
    }
}
