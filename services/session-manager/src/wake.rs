//! Asks the reconciler to look, wherever it is at the moment.

use tokio::sync::watch;

/// Wakes everybody who listens; clones wake the same.
#[derive(Clone, Default)]
pub(crate) struct Wake(watch::Sender<()>);

/// Listens.
pub(crate) struct Waking(watch::Receiver<()>);

impl Wake {
    /// Something has changed.
    pub(crate) fn all(&self) {
        self.0.send_replace(());
    }

    /// Somebody who hears of what changes from now on.
    pub(crate) fn listen(&self) -> Waking {
        Waking(self.0.subscribe())
    }
}

impl Waking {
    /// Waits until something has changed since this was asked last.
    pub(crate) async fn woken(&mut self) {
        if self.0.changed().await.is_err() {
            // Nobody is left who could.
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everybody_is_woken_and_a_wake_in_between_is_not_missed() {
        let wake = Wake::default();
        let (mut first, mut second) = (wake.listen(), wake.listen());
        wake.clone().all();
        wake.all();
        first.woken().await;
        second.woken().await;
        let again = tokio::time::timeout(std::time::Duration::ZERO, first.woken());
        assert!(again.await.is_err(), "two wakes are one");
    }
}
