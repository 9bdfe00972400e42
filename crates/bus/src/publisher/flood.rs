//! Tenants of whom more comes than is their share: what comes of them takes a way of its own.
//!
//! JetStream delivers a stream in its order, so whoever writes behind another tenant's fifty thousand messages would
//! wait for all of them. What exceeds a tenant's share goes into `WAHA_BULK` instead, which workers take with what time
//! the rest leaves them. All of a flooded tenant's events go there until none is left in it: so none overtakes another.
//! Only the life of its session does not, for which others wait.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use async_nats::jetstream::stream::Stream;
use domain::TenantId;
use events::{Subject, WahaEvent};
use futures::TryStreamExt;
use service_runtime::telemetry;

use super::lane::Lane;
use crate::{
    BusError,
    topology::{BULK, missing},
};

/// How often is looked at what `WAHA_BULK` holds: so long a tenant's first event may overtake what another door has
/// put there, and so long its way is the slow one when it need not be any more.
const PERIOD: Duration = Duration::from_secs(1);

/// What one tenant may bring before it is flooded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantShare {
    /// Events at once.
    pub burst: u32,
    /// Events a second, for as long as it likes.
    pub per_second: u32,
}

/// Who is flooded, as one door knows it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Floods {
    share: TenantShare,
    tenants: Arc<Mutex<HashMap<TenantId, Tenant>>>,
}

#[derive(Debug)]
struct Tenant {
    /// How many events it is ahead of its share, at that moment.
    ahead: f64,
    at: Instant,
    /// Whether its events go into `WAHA_BULK`.
    apart: bool,
    /// How many are on their way there, and when the last one arrived.
    under_way: usize,
    arrived: Instant,
}

/// An event on its way into `WAHA_BULK`, until it is dropped.
#[derive(Debug)]
pub(super) struct Apart {
    floods: Floods,
    tenant: TenantId,
}

/// Keeps [`Floods`] like the stream is; see [`FloodWatch::run`].
#[must_use = "nobody's flood ever ends until it runs"]
pub struct FloodWatch {
    lane: Lane,
    floods: Floods,
}

impl Floods {
    pub(crate) fn new(lane: Lane, share: TenantShare) -> (Self, FloodWatch) {
        let floods = Self {
            share,
            tenants: Arc::default(),
        };
        let watch = FloodWatch {
            lane,
            floods: floods.clone(),
        };
        (floods, watch)
    }

    /// Counts an event that is about to be published. `Some`: it goes apart.
    pub(super) fn count(&self, event: &WahaEvent) -> Option<Apart> {
        self.count_at(event, Instant::now())
    }

    fn count_at(&self, event: &WahaEvent, now: Instant) -> Option<Apart> {
        if event.event.is_of_a_session() {
            return None;
        }
        let mut tenants = self.lock();
        let tenant = tenants
            .entry(event.tenant)
            .or_insert_with(|| Tenant::new(now));
        tenant.flow(self.share, now);
        tenant.ahead += 1.0;
        if !tenant.apart && tenant.ahead > f64::from(self.share.burst) {
            tenant.apart = true;
            tracing::info!(tenant = event.tenant.get(), "more comes than is its share");
        }
        if !tenant.apart {
            return None;
        }
        tenant.under_way += 1;
        Some(Apart {
            floods: self.clone(),
            tenant: event.tenant,
        })
    }

    /// Takes note of who had events in `WAHA_BULK` at a moment between `asked` and now.
    fn look(&self, there: &HashSet<TenantId>, asked: Instant, now: Instant) {
        let mut tenants = self.lock();
        for tenant in there {
            let of = tenants.entry(*tenant).or_insert_with(|| Tenant::new(now));
            of.apart = true;
        }
        tenants.retain(|id, tenant| {
            tenant.flow(self.share, now);
            // What is on its way, or arrived since, nobody has seen there.
            let gone = !there.contains(id) && tenant.under_way == 0 && tenant.arrived < asked;
            if tenant.apart && gone && tenant.ahead < f64::from(self.share.burst) / 2.0 {
                tenant.apart = false;
                tracing::info!(tenant = id.get(), "its flood is over");
            }
            tenant.apart || tenant.ahead > 0.0
        });
        let apart = tenants.values().filter(|tenant| tenant.apart).count();
        drop(tenants);
        #[expect(clippy::cast_precision_loss, reason = "a number of tenants")]
        metrics::gauge!("tenants_flooded").set(apart as f64);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, Tenant>> {
        // Whoever panicked left counts that are right but for one.
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tenant {
    fn new(now: Instant) -> Self {
        Self {
            ahead: 0.0,
            at: now,
            apart: false,
            under_way: 0,
            arrived: now,
        }
    }

    /// Lets the time pass until `now`.
    fn flow(&mut self, share: TenantShare, now: Instant) {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.ahead = (self.ahead - passed * f64::from(share.per_second)).max(0.0);
        self.at = now;
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        if let Some(tenant) = self.floods.lock().get_mut(&self.tenant) {
            tenant.under_way = tenant.under_way.saturating_sub(1);
            tenant.arrived = Instant::now();
        }
    }
}

impl FloodWatch {
    /// Looks again and again what the stream holds, of this door's and of others'. Ends with its task.
    pub async fn run(self) {
        loop {
            let asked = Instant::now();
            match flooded(&self.lane).await {
                Ok(there) => self.floods.look(&there, asked, Instant::now()),
                Err(error) => tracing::debug!(
                    error = %telemetry::chain(&error),
                    "cannot see whose flood is over"
                ),
            }
            tokio::time::sleep(PERIOD).await;
        }
    }
}

/// The tenants of whom `WAHA_BULK` holds a flood. What was missed and is caught up on is none.
async fn flooded(lane: &Lane) -> Result<HashSet<TenantId>, BusError> {
    let stream: Stream = lane
        .jetstream
        .get_stream(BULK)
        .await
        .map_err(missing(BULK))?;
    if stream.cached_info().state.messages == 0 {
        return Ok(HashSet::new());
    }
    let subjects = stream.info_with_subjects(Subject::BULK).await;
    let subjects = subjects.map_err(missing(BULK))?;
    subjects
        .try_filter_map(async |(subject, _)| {
            Ok(Subject::parse_event(&subject).map(|(tenant, _)| tenant))
        })
        .try_collect()
        .await
        .map_err(missing(BULK))
}

#[cfg(test)]
mod tests;
