//! What one loop tells the next.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::Notify;

/// Wakes a loop of the same process at the moment when there is work for it. Work that another process made
/// due is found by polling.
#[derive(Debug, Default)]
pub(crate) struct Wakers {
    pub(crate) turns: Notify,
    pub(crate) delivery: Notify,
    pub(crate) media: Notify,
    /// Whether something that is due waits for a place.
    waits_for_place: AtomicBool,
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

    /// Something may be due that there is no place for: it is looked for when there is.
    pub(crate) fn look_again(&self) {
        self.waits_for_place.store(true, Ordering::Relaxed);
    }

    /// A delivery has ended.
    pub(crate) fn place_free(&self) {
        if self.waits_for_place.swap(false, Ordering::Relaxed) {
            self.delivery.notify_one();
        }
    }
}
