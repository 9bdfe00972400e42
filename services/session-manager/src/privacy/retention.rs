//! Removes what is older than its tenant keeps it.

use std::time::Duration;

use domain::TenantId;
use service_runtime::{Shutdown, clock, telemetry};
use storage::privacy::{self, Expired, Keeping};
use storage::{Database, StorageError, tenants};
use time::OffsetDateTime;
use tokio::time::sleep;

use super::{Cleaner, PrivacySettings};

/// How often it is asked whether a look is due.
const LOOK: Duration = Duration::from_mins(1);

/// The rest between two transactions of a tenant: others have the database meanwhile.
const REST: Duration = Duration::from_millis(20);

/// How many tenants are read at once.
const TENANTS: i64 = 200;

/// What is still to be looked at of a tenant.
struct Round {
    tenant: TenantId,
    keeping: Keeping,
    after: Option<storage::conversations::ConversationId>,
    messages_done: bool,
    files_done: bool,
}

/// Removes what is old.
pub(crate) struct Retention {
    database: Database,
    cleaner: Cleaner,
    settings: PrivacySettings,
}

impl Retention {
    pub(crate) fn new(database: Database, cleaner: Cleaner, settings: PrivacySettings) -> Self {
        Self {
            database,
            cleaner,
            settings,
        }
    }

    /// Removes what is old, each period, until the service stops. Of several processes one does. One that ends in the middle
    /// leaves the rest to the next period.
    pub(crate) async fn keep(self, shutdown: Shutdown) {
        let work = async {
            loop {
                if let Err(error) = self.pass().await {
                    let error = telemetry::chain(&error).to_string();
                    tracing::warn!(error, "what is old is not removed yet");
                }
                sleep(LOOK.min(self.settings.period)).await;
            }
        };
        shutdown.soft().run_until_cancelled(work).await;
    }

    async fn pass(&self) -> Result<(), StorageError> {
        let now = clock::now();
        if !privacy::begin(&self.database, now, now + self.settings.period).await? {
            return Ok(());
        }
        let mut after = None;
        loop {
            let mut tx = self.database.begin_for(&[]).await?;
            let page = tenants::list(&mut tx, after, TENANTS).await?;
            tx.commit().await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = Some(last.id);
            self.rounds(page.iter().map(|tenant| tenant.id), now)
                .await?;
        }
    }

    /// One transaction of each tenant after the other, until none has anything left: a tenant with much to remove keeps
    /// no other waiting.
    async fn rounds(
        &self,
        tenants: impl Iterator<Item = TenantId>,
        now: OffsetDateTime,
    ) -> Result<(), StorageError> {
        let mut rounds = Vec::new();
        for tenant in tenants {
            let mut tx = self.database.begin(tenant).await?;
            let keeping = privacy::lookup(&mut tx, tenant).await?;
            tx.commit().await?;
            let keeping = self.settings.of(keeping);
            rounds.push(Round {
                tenant,
                keeping,
                after: None,
                messages_done: keeping.messages_days.is_none(),
                files_done: keeping.media_days.is_none(),
            });
        }
        let mut gone = 0;
        rounds.retain(|round| !(round.messages_done && round.files_done));
        while !rounds.is_empty() {
            for round in &mut rounds {
                // One that cannot be worked on now keeps the others from nothing.
                match self.step(round, now).await {
                    Ok(removed) => gone += removed,
                    Err(error) => {
                        let (error, tenant) = (telemetry::chain(&error).to_string(), round.tenant);
                        tracing::warn!(error, %tenant, "what is old of a tenant is not removed yet");
                        (round.messages_done, round.files_done) = (true, true);
                    }
                }
                sleep(REST).await;
            }
            rounds.retain(|round| !(round.messages_done && round.files_done));
        }
        if gone > 0 {
            tracing::info!(gone, "what was older than it is kept was removed");
            self.cleaner.wake();
        }
        Ok(())
    }

    async fn step(&self, round: &mut Round, now: OffsetDateTime) -> Result<u64, StorageError> {
        let before = |days: i32| now - Duration::from_hours(24) * days.unsigned_abs();
        let tenant = round.tenant;
        let mut tx = self.database.begin(tenant).await?;
        let mut gone = 0;
        if let (Some(days), false) = (round.keeping.media_days, round.files_done) {
            let Expired { gone: files, .. } =
                privacy::expire_files(&mut tx, tenant, before(days), now).await?;
            round.files_done = files == 0;
            gone += files;
        }
        if let (Some(days), false) = (round.keeping.messages_days, round.messages_done) {
            let found =
                privacy::expire_messages(&mut tx, tenant, before(days), round.after, now).await?;
            let changes = privacy::expire_changes(&mut tx, tenant, before(days)).await?;
            round.messages_done = found.after.is_none() && changes == 0;
            round.after = found.after.or(round.after);
            gone += found.gone + changes;
        }
        tx.commit().await?;
        Ok(gone)
    }
}
