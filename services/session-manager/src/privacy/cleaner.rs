//! Finishes what was begun in the database: files of messages that are gone, and people who are to be forgotten.
//!
//! Any number of session-managers may do it at once: each step can be done twice, and each is written down before it is
//! needed and struck out after it is done.

use std::time::Duration;

use bus::{Bus, BusError};
use domain::TenantId;
use media_store::{MediaStore, StoreError};
use service_runtime::{Shutdown, clock, telemetry};
use storage::privacy::{self, Erasure};
use storage::{Database, StorageError};
use time::OffsetDateTime;
use tokio::time::sleep;

use super::about::is_about;
use crate::wake::Wake;

/// How often it is looked whether there is anything to do.
const PERIOD: Duration = Duration::from_secs(30);

/// How many files are removed before the list is told.
const FILES: i64 = 100;

/// Cleans up.
#[derive(Clone)]
pub(crate) struct Cleaner {
    database: Database,
    bus: Bus,
    media: MediaStore,
    wake: Wake,
}

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Bus(#[from] BusError),
    #[error(transparent)]
    Media(#[from] StoreError),
}

impl Cleaner {
    pub(crate) fn new(database: Database, bus: Bus, media: MediaStore) -> Self {
        Self {
            database,
            bus,
            media,
            wake: Wake::default(),
        }
    }

    /// There is something to do.
    pub(crate) fn wake(&self) {
        self.wake.all();
    }

    /// Cleans up, again and again, until the service stops.
    pub(crate) async fn keep(self, shutdown: Shutdown) {
        let mut waking = self.wake.listen();
        let work = async {
            loop {
                let settles_in = self.pass().await;
                tokio::select! {
                    () = waking.woken() => {}
                    () = sleep(settles_in) => {}
                }
            }
        };
        shutdown.soft().run_until_cancelled(work).await;
    }

    /// One look at everybody; answers when the next is due.
    async fn pass(&self) -> Duration {
        let tenants = match privacy::list_tenants_to_clean(&self.database).await {
            Ok(tenants) => tenants,
            Err(error) => {
                let error = telemetry::chain(&error).to_string();
                tracing::warn!(error, "it is not known what is to be removed");
                return PERIOD;
            }
        };
        let mut next = PERIOD;
        for tenant in tenants {
            match self.clean(tenant).await {
                Ok(due) => next = next.min(due),
                Err(error) => {
                    let error = telemetry::chain(&error).to_string();
                    tracing::warn!(error, %tenant, "not all is removed yet; trying again");
                }
            }
        }
        next
    }

    async fn clean(&self, tenant: TenantId) -> Result<Duration, Error> {
        let mut tx = self.database.begin(tenant).await?;
        let erasures = privacy::list_erasures(&mut tx, tenant).await?;
        tx.commit().await?;
        let mut next = PERIOD;
        let mut settled = Vec::new();
        for erasure in &erasures {
            // Whether it is over is asked before it is looked: what is found is not what came since.
            let now = clock::now();
            self.forget(tenant, erasure).await?;
            match Duration::try_from(erasure.settled_at - now) {
                Ok(left) if !left.is_zero() => next = next.min(left),
                _ => settled.push(erasure),
            }
        }
        // Files last, those of what came late among them.
        self.remove_files(tenant).await?;
        let mut tx = self.database.begin(tenant).await?;
        for erasure in settled {
            privacy::finish(&mut tx, tenant, erasure.contact).await?;
            tracing::info!(%tenant, contact = erasure.contact.get(), "a person was erased");
        }
        tx.commit().await?;
        Ok(next)
    }

    /// The bus first: what is taken off it is stored by nobody.
    async fn forget(&self, tenant: TenantId, erasure: &Erasure) -> Result<(), Error> {
        // What they write later is about them as well, and stays.
        let addresses = &erasure.addresses;
        let asked_at = erasure.asked_at;
        let about = |at: Option<OffsetDateTime>, body: &[u8]| {
            at.is_none_or(|at| at <= asked_at) && is_about(body, addresses)
        };
        self.bus.forget_events(tenant, &about).await?;
        let mut tx = self.database.begin(tenant).await?;
        privacy::erase_late(&mut tx, tenant, erasure, clock::now()).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn remove_files(&self, tenant: TenantId) -> Result<(), Error> {
        let mut after = String::new();
        loop {
            let mut tx = self.database.begin(tenant).await?;
            let names = privacy::list_files(&mut tx, tenant, &after, FILES).await?;
            tx.commit().await?;
            let Some(last) = names.last() else {
                return Ok(());
            };
            after.clone_from(last);
            let now = clock::now();
            for name in &names {
                self.media.remove_named(tenant, name).await?;
            }
            let mut tx = self.database.begin(tenant).await?;
            privacy::note_removed(&mut tx, tenant, &names, now).await?;
            tx.commit().await?;
        }
    }
}
