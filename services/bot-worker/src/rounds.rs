//! The parts of a worker, and each of their rounds by hand.

use std::sync::Arc;

use advisor::Advisor;
use anyhow::Context;
use bus::{Bus, Decision, Delivery as Delivered};
use events::WahaEvent;
use fleet::Fleet;
use storage::Database;
use time::OffsetDateTime;

use crate::{
    Settings,
    acquaintance::Acquaintance,
    delivery::{self, Delivery},
    intake::Intake,
    media::Media,
    readings::{Readers, Readings},
    turns::Turns,
    under_way::UnderWay,
    wakers::Wakers,
};

/// Intake, readings, turns, delivery and media of one worker.
///
/// [`crate::run`] lets them run; here whoever calls has the clock: what takes days takes as long as its work.
pub struct Rounds {
    pub(crate) intake: Intake,
    pub(crate) readings: Readings,
    pub(crate) turns: Turns,
    pub(crate) delivery: Delivery,
    pub(crate) media: Media,
}

impl Rounds {
    /// The parts of a worker with these settings.
    pub fn new(settings: &Settings, database: &Database, bus: &Bus) -> anyhow::Result<Self> {
        let sealer = settings.secrets.sealer().context("secrets.master_key")?;
        let fleet = Fleet::new(database.clone(), sealer.clone(), settings.waha.clone());
        let advisor = Advisor::new(&settings.llm, database.clone(), sealer);
        let advisor = advisor.context("the HTTP client for language models")?;
        let readers = Readers::default();
        let wakers = Arc::new(Wakers::default());
        let acquaintance = Acquaintance::new(
            (database.clone(), bus.changes()),
            fleet.clone(),
            Arc::clone(&wakers),
        );
        let turns = Turns::new(
            settings,
            (database.clone(), bus.changes()),
            acquaintance,
            readers.clone(),
            Arc::clone(&wakers),
        );
        Ok(Self {
            intake: Intake::new(
                settings,
                database.clone(),
                bus.changes(),
                Arc::clone(&wakers),
            ),
            readings: Readings::new(
                settings,
                database.clone(),
                advisor,
                readers,
                turns.understanding(),
            ),
            media: Media::new(
                settings,
                (database.clone(), bus.changes()),
                fleet.clone(),
                Arc::clone(&wakers),
            )?,
            turns,
            delivery: Delivery::new(settings, (database.clone(), bus.changes()), fleet, wakers),
        })
    }

    /// Puts an event into its mailbox at this time.
    pub async fn take_in(&self, event: WahaEvent, now: OffsetDateTime) -> Option<Decision> {
        let delivered = Delivered {
            event: Ok(event),
            deliveries: 1,
            traceparent: None,
        };
        self.intake.take_in(&[delivered], now).await.pop()
    }

    /// Lets the tenants' language models read what waits for its turn at this time.
    pub async fn read(&self, now: OffsetDateTime) -> anyhow::Result<()> {
        Ok(self.readings.all_read(now).await?)
    }

    /// Takes the turns and delivers the replies that are due at this time, until none is.
    pub async fn go_on(&self, now: OffsetDateTime) -> anyhow::Result<()> {
        loop {
            let claimed = self.turns.round(&[], now).await?.taken;
            self.turns.all_met().await;
            let mut under_way = UnderWay::counted_by(delivery::COUNTER);
            let begun = self.delivery.begin(&mut under_way, now).await?;
            under_way.all_ended().await;
            if claimed == 0 && begun == 0 {
                return Ok(());
            }
        }
    }
}
