//! Readings: messages that wait for their turn, and what tenants' language models make of them meanwhile.
//!
//! A customer's messages wait for some seconds, because he may write another. In that time a model is asked. What it says
//! before the turn is taken is there for the turn; otherwise the rules go on without it. No turn waits for a model, and
//! none of its transactions is open while one is asked.

mod read;
mod readers;

use std::{sync::Arc, time::Duration};

use advisor::Advisor;
use metrics::counter;
use service_runtime::{clock, telemetry};
use storage::{
    Database, StorageError,
    llm::{self, Claim},
};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use understanding::Understanding;

use crate::{ReadingSettings, under_way::UnderWay};
pub(crate) use readers::Readers;

/// Counts what came of messages to read.
pub(crate) const COUNTER: &str = "readings_total";
/// How often what is old is forgotten.
const FORGET_EVERY: Duration = Duration::from_hours(1);

/// Reads the messages of tenants who have a model.
#[derive(Clone)]
pub(crate) struct Readings {
    settings: ReadingSettings,
    /// How long a claim is held: longer than a model may take.
    lease: Duration,
    database: Database,
    advisor: Advisor,
    readers: Readers,
    /// `None`: the chosen flow reads nothing.
    understanding: Option<Arc<Understanding>>,
}

impl Readings {
    pub(crate) fn new(
        settings: &crate::Settings,
        database: Database,
        advisor: Advisor,
        readers: Readers,
        understanding: Option<Arc<Understanding>>,
    ) -> Self {
        Self {
            settings: settings.readings.clone(),
            lease: settings.llm.timeout * 2 + Duration::from_secs(5),
            database,
            advisor,
            readers,
            understanding,
        }
    }

    /// Reads until `stop`. What is being read then is left: its turn goes on by the rules.
    pub(crate) async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let Some(understanding) = self.understanding.clone() else {
            return Ok(());
        };
        let work = async {
            let mut under_way = UnderWay::counted_by(COUNTER);
            let mut forget_at = clock::now();
            loop {
                under_way.sweep();
                let now = clock::now();
                if let Err(error) = self.round(&understanding, &mut under_way, now).await {
                    tracing::warn!(error = %telemetry::chain(&error), "cannot look for messages to read");
                }
                if now >= forget_at {
                    forget_at = now + FORGET_EVERY;
                    self.forget(now).await;
                }
                tokio::time::sleep(self.settings.poll).await;
            }
        };
        stop.run_until_cancelled(work).await;
        Ok(())
    }

    /// Reads what waits at this moment, and comes back when all is read.
    pub(crate) async fn all_read(&self, now: OffsetDateTime) -> Result<(), StorageError> {
        if let Some(understanding) = &self.understanding {
            let mut under_way = UnderWay::counted_by(COUNTER);
            self.round(understanding, &mut under_way, now).await?;
            under_way.all_ended().await;
        }
        Ok(())
    }

    async fn round(
        &self,
        understanding: &Arc<Understanding>,
        under_way: &mut UnderWay,
        now: OffsetDateTime,
    ) -> Result<(), StorageError> {
        let readers = llm::list_readers(&self.database).await?;
        let has_readers = !readers.is_empty();
        self.readers.are(readers);
        let room = self.settings.at_once.saturating_sub(under_way.len());
        let room = i32::try_from(room).unwrap_or(i32::MAX);
        if !has_readers || room == 0 {
            return Ok(());
        }
        let share = (room, self.settings.per_tenant);
        for claim in llm::claim_due(&self.database, share, self.lease, now).await? {
            let (readings, understanding) = (self.clone(), Arc::clone(understanding));
            under_way.spawn(async move { readings.read(claim, &understanding, now).await });
        }
        Ok(())
    }

    /// A failure is this message's alone: its lease runs out, and by then its turn is taken.
    async fn read(&self, claim: Claim, understanding: &Understanding, now: OffsetDateTime) {
        let outcome = match self.try_read(claim, understanding, now).await {
            Ok(outcome) => outcome,
            Err(error) => {
                tracing::warn!(
                    error = %telemetry::chain(&error), tenant = claim.tenant.get(), "a message cannot be read"
                );
                "failed"
            }
        };
        counter!(COUNTER, "outcome" => outcome).increment(1);
    }

    async fn forget(&self, now: OffsetDateTime) {
        let before = now - self.settings.keep;
        if let Err(error) = llm::forget(&self.database, before).await {
            tracing::warn!(error = %telemetry::chain(&error), "what was read long ago is not forgotten yet");
        }
    }
}
