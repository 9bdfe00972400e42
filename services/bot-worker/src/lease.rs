//! Keeping what is claimed for as long as it is worked on.

use std::time::Duration;

use service_runtime::telemetry;
use storage::StorageError;

/// Prolongs a lease for as long as it is polled: `prolong` says whether it still holds. Returns when it is lost.
pub(crate) async fn keep<F>(lease: Duration, prolong: impl Fn() -> F)
where
    F: Future<Output = Result<bool, StorageError>>,
{
    loop {
        tokio::time::sleep(lease / 3).await;
        match prolong().await {
            Ok(true) => {}
            Ok(false) => return,
            // It may work the next time, before the lease has run out.
            Err(error) => {
                tracing::warn!(error = %telemetry::chain(&error), "cannot prolong a lease");
            }
        }
    }
}
