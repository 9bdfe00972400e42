//! Takes the looks that are due. Any number of session-managers share them: each look is leased, and the
//! lease of one that was killed runs out.

use std::sync::Arc;
use std::time::Duration;

use bus::{Bus, Publisher};
use service_runtime::{Shutdown, telemetry};
use storage::StorageError;
use storage::session_watches::{self, Looked, WatchClaim};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::pace::Pace;
use super::{DeafSettings, GapFillSettings};
use crate::whatsapp::WhatsApp;

/// Looks taken at once. Each waits for its turn at its WAHA.
const AT_ONCE: usize = 16;
/// How often it is looked what is due.
const POLL: Duration = Duration::from_millis(500);
/// How soon another goes on with a look that was cut off.
const LEASE: Duration = Duration::from_secs(20);
/// How often a lease is prolonged while a look goes on.
const RENEWAL: Duration = Duration::from_secs(5);
/// How long JetStream may take to acknowledge one message.
const PUBLISH_DEADLINE: Duration = Duration::from_secs(5);

/// Compares histories with what reached us.
#[derive(Clone)]
pub(crate) struct GapFill {
    pub(super) whatsapp: WhatsApp,
    pub(super) publisher: Publisher,
    pub(super) settings: Arc<GapFillSettings>,
    pub(super) deaf: Arc<DeafSettings>,
    pub(super) pace: Arc<Pace>,
}

impl GapFill {
    pub(crate) fn new(
        whatsapp: WhatsApp,
        bus: &Bus,
        settings: GapFillSettings,
        deaf: DeafSettings,
    ) -> Self {
        Self {
            whatsapp,
            publisher: bus.publisher(PUBLISH_DEADLINE),
            pace: Arc::new(Pace::new(settings.calls_per_second)),
            settings: Arc::new(settings),
            deaf: Arc::new(deaf),
        }
    }

    /// Takes looks until the service stops. One that is cut off is begun again from where it was.
    pub(crate) async fn keep(self, shutdown: Shutdown) {
        let work = async {
            let mut looks = JoinSet::new();
            loop {
                let free = AT_ONCE - looks.len();
                let claimed = self.claim(free).await;
                let full = claimed.len() == free;
                for claim in claimed {
                    let gap_fill = self.clone();
                    looks.spawn(async move { gap_fill.take(claim).await });
                }
                // More may be due: whoever is done first makes room for it.
                tokio::select! {
                    Some(ended) = looks.join_next(), if full => noted(ended),
                    () = sleep(POLL) => {}
                }
                while let Some(ended) = looks.try_join_next() {
                    noted(ended);
                }
            }
        };
        shutdown.soft().run_until_cancelled(work).await;
    }

    async fn claim(&self, at_most: usize) -> Vec<WatchClaim> {
        let at_most = i32::try_from(at_most).unwrap_or(i32::MAX);
        let claimed = session_watches::claim_due(&self.whatsapp.database, at_most, LEASE).await;
        claimed.unwrap_or_else(|error| {
            let error = telemetry::chain(&error).to_string();
            tracing::warn!(error, "no histories claimed; trying again");
            Vec::new()
        })
    }

    async fn take(&self, claim: WatchClaim) {
        let looked = tokio::select! {
            looked = self.look(&claim) => looked,
            () = self.lease_lost(&claim) => {
                tracing::warn!(tenant = %claim.tenant, "a look at a history was taken over");
                return;
            }
        };
        let ended = match looked {
            Ok(Some(looked)) => self.finish(&claim, &looked).await,
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = ended {
            // Its lease runs out, and somebody begins anew.
            let error = telemetry::chain(&error).to_string();
            tracing::warn!(tenant = %claim.tenant, error, "a look at a history was not finished");
        }
    }

    async fn finish(&self, claim: &WatchClaim, looked: &Looked) -> Result<(), StorageError> {
        let mut tx = self.whatsapp.database.begin(claim.tenant).await?;
        session_watches::finish(&mut tx, claim, looked).await?;
        tx.commit().await
    }

    /// Prolongs the lease for as long as it is ours.
    async fn lease_lost(&self, claim: &WatchClaim) {
        loop {
            sleep(RENEWAL).await;
            let renewed = async {
                let mut tx = self.whatsapp.database.begin(claim.tenant).await?;
                let renewed = session_watches::renew(&mut tx, claim, LEASE).await?;
                tx.commit().await?;
                Ok::<_, StorageError>(renewed)
            };
            match renewed.await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(%error, "the lease of a look was not prolonged"),
            }
        }
    }
}

fn noted(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a look at a history ended badly");
    }
}
