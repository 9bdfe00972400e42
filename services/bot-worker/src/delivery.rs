//! Delivery: a reply reaches WhatsApp once.
//!
//! The message's WhatsApp id is taken and stored before the first attempt and used in every one. After an
//! attempt whose outcome is not known (an answer that did not come, a crash), WAHA is asked for that id
//! before anything is sent again; and the echo of the message closes the reply too.

mod attempt;
mod ledger;
mod meaning;

use std::{collections::HashMap, sync::Arc, time::Duration};

use bus::Changes;
use domain::TenantId;
use fleet::{Fleet, FleetError};
use metrics::counter;
use service_runtime::{
    clock,
    telemetry::{self, semconv},
};
use storage::{
    Database, Share, StorageError,
    outbox::{self, Reply},
};
use time::OffsetDateTime;
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::{
    DeliverySettings, PacingSettings, Settings,
    backoff::backoff,
    lease,
    under_way::{Place, Room, UnderWay},
    wakers::Wakers,
};
use ledger::Ledger;

/// Counts what came of replies.
pub(crate) const COUNTER: &str = "replies_total";
/// How many replies one worker sends at once; each waits for WAHA or the disk most of the time.
const AT_ONCE: usize = 128;
/// So many places have to be free before replies are claimed beside those that are under way.
const WORTH_A_CLAIM: usize = AT_ONCE / 4;
/// What becomes due within so long is claimed together.
const TOGETHER: Duration = Duration::from_millis(2);

/// Delivers the replies that are due.
#[derive(Clone)]
pub(crate) struct Delivery {
    settings: Arc<DeliverySettings>,
    pacing: Arc<PacingSettings>,
    database: Database,
    changes: Changes,
    fleet: Fleet,
    ledger: Ledger,
    wakers: Arc<Wakers>,
    room: Arc<Room>,
}

/// A WAHA to send through, or why there is none.
type Way = Arc<Result<waha::Client, FleetError>>;

/// Replies that are leased to this worker, each with its place.
pub(crate) type Handed = Vec<(Reply, Place)>;

impl Delivery {
    pub(crate) fn new(
        settings: &Settings,
        (database, changes): (Database, Changes),
        fleet: Fleet,
        wakers: Arc<Wakers>,
    ) -> Self {
        let per_tenant = usize::try_from(settings.delivery.per_tenant).unwrap_or_default();
        Self {
            settings: Arc::new(settings.delivery.clone()),
            pacing: Arc::new(settings.pacing.clone()),
            ledger: Ledger::open(&database),
            database,
            changes,
            fleet,
            wakers,
            room: Room::new(AT_ONCE, per_tenant),
        }
    }

    /// The room that there is for deliveries.
    pub(crate) fn room(&self) -> Arc<Room> {
        Arc::clone(&self.room)
    }

    /// Delivers what the turns hand over and what is due beside it until `stop`, then finishes what was begun. Each reply
    /// is a task of its own: one that waits for WAHA holds up no other chat, nor the claiming of new ones.
    pub(crate) async fn run(
        self,
        mut handed: mpsc::UnboundedReceiver<Handed>,
        stop: CancellationToken,
    ) -> anyhow::Result<()> {
        let mut under_way = UnderWay::counted_by(COUNTER);
        let mut failures = 0;
        let mut claimed = Instant::now();
        let mut look_at = claimed;
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(replies) = handed.recv() => {
                    self.spawn_all(&mut under_way, replies, clock::now()).await;
                    under_way.sweep();
                    continue;
                }
                () = self.wakers.delivery.notified(), if failures == 0 => {
                    tokio::time::sleep_until(claimed + TOGETHER).await;
                }
                () = tokio::time::sleep_until(look_at) => {}
            }
            under_way.sweep();
            while self.room.free() < WORTH_A_CLAIM && under_way.ended().await.is_some() {}
            claimed = Instant::now();
            look_at = claimed + self.settings.poll;
            match self.begin(&mut under_way, clock::now()).await {
                Ok(_) => failures = 0,
                Err(error) => {
                    failures += 1;
                    tracing::warn!(error = %telemetry::chain(&error), "cannot claim replies");
                    look_at = claimed + backoff(failures);
                }
            }
        }
        // The turns end too, and what they still hand over is leased to this worker.
        while let Some(replies) = handed.recv().await {
            self.spawn_all(&mut under_way, replies, clock::now()).await;
        }
        under_way.all_ended().await;
        Ok(())
    }

    /// Begins to deliver what is due now. How many replies that are.
    pub(crate) async fn begin(
        &self,
        under_way: &mut UnderWay,
        now: OffsetDateTime,
    ) -> Result<usize, StorageError> {
        let busy = self.room.crowded();
        let share = Share {
            at_most: i32::try_from(self.room.free()).unwrap_or(i32::MAX),
            per_tenant: self.settings.per_tenant,
            busy: &busy,
        };
        let claims = outbox::claim_due(&self.database, share, self.settings.lease, now).await?;
        if claims.is_empty() {
            return Ok(0);
        }
        let tenants: Vec<TenantId> = claims.iter().map(|claim| claim.tenant).collect();
        let mut tx = self.database.begin_for(&tenants).await?;
        let replies = outbox::lookup(&mut tx, &claims).await?;
        tx.commit().await?;
        counter!(COUNTER, "outcome" => "lost").increment((claims.len() - replies.len()) as u64);
        let replies = replies.into_iter().map(|reply| {
            let place = self.room.squeeze_in(reply.claim.tenant);
            (reply, place)
        });
        self.spawn_all(under_way, replies.collect(), now).await;
        if self.room.free() == 0 || !self.room.crowded().is_empty() {
            // There may be more of them, which wait for a place.
            self.wakers.look_again();
        }
        Ok(claims.len())
    }

    /// Begins these deliveries. When that fails, their leases run out.
    async fn spawn_all(&self, under_way: &mut UnderWay, replies: Handed, now: OffsetDateTime) {
        let tenants: Vec<TenantId> = replies.iter().map(|(it, _)| it.claim.tenant).collect();
        let ways = match self.fleet.clients_of(&tenants).await {
            Ok(ways) => ways,
            Err(error) => {
                tracing::warn!(error = %telemetry::chain(&error), replies = replies.len(), "cannot look for WAHA; the replies' leases will run out");
                return;
            }
        };
        let ways: HashMap<TenantId, Way> = ways
            .into_iter()
            .map(|(tenant, way)| (tenant, Arc::new(way)))
            .collect();
        for (reply, place) in replies {
            let Some(way) = ways.get(&reply.claim.tenant).cloned() else {
                continue;
            };
            let delivery = self.clone();
            under_way.spawn(async move {
                delivery.deliver(reply, way, now).await;
                drop(place);
                delivery.wakers.place_free();
            });
        }
    }

    async fn deliver(&self, reply: Reply, way: Way, now: OffsetDateTime) {
        let span = tracing::info_span!(
            "reply deliver",
            { semconv::TENANT_ID } = reply.claim.tenant.get(),
            { semconv::SESSION } = %reply.session,
            reply = %reply.claim.reply,
            attempt = reply.attempts + 1,
        );
        telemetry::set_parent(&span, reply.traceparent.as_deref());
        async {
            let outcome = tokio::select! {
                outcome = self.attempt(&reply, &way, now) => outcome,
                () = self.keep_lease(&reply) => {
                    counter!("leases_lost_total", "lease" => "reply").increment(1);
                    Ok("lost")
                }
            };
            let outcome = outcome.unwrap_or_else(|error| {
                tracing::warn!(error = %telemetry::chain(&error), reply = %reply.claim.reply, "a delivery stopped; its lease will run out");
                "interrupted"
            });
            counter!(COUNTER, "outcome" => outcome).increment(1);
        }
        .instrument(span)
        .await;
    }

    /// Prolongs the lease for as long as it is polled; returns when the lease is lost.
    async fn keep_lease(&self, reply: &Reply) {
        let lease = self.settings.lease;
        lease::keep(lease, || async move {
            let mut tx = self.database.begin(reply.claim.tenant).await?;
            let renewed = outbox::renew(&mut tx, &reply.claim, lease, clock::now()).await?;
            tx.commit().await?;
            Ok(renewed)
        })
        .await;
    }
}
