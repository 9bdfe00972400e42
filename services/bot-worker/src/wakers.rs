//! What one loop tells the next.

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;

/// Wakes a loop of the same process at the moment when there is work for it. Work that another process made
/// due is found by polling.
#[derive(Debug, Default)]
pub(crate) struct Wakers {
    pub(crate) turns: Notify,
    pub(crate) delivery: Notify,
}

impl Wakers {
    /// Wakes the turns when what was just stored is due.
    pub(crate) fn turn_in(self: &Arc<Self>, debounce: Duration) {
        let wakers = Arc::clone(self);
        tokio::spawn(async move {
            tokio::time::sleep(debounce).await;
            wakers.turns.notify_one();
        });
    }
}
