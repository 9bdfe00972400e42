//! What is under way, each a task of its own, and how much room there is for more.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::TenantId;
use metrics::counter;
use service_runtime::telemetry;
use tokio::task::{JoinError, JoinSet};

/// Room for so many deliveries at once. A tenant whose deliveries all wait for WAHA must not take the others' places.
#[derive(Debug)]
pub(crate) struct Room {
    places: usize,
    per_tenant: usize,
    taken: Mutex<HashMap<TenantId, usize>>,
}

/// A place for one delivery, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    room: Arc<Room>,
    tenant: TenantId,
}

impl Room {
    /// Room for so many in all, and for so many of each tenant.
    pub(crate) fn new(places: usize, per_tenant: usize) -> Arc<Self> {
        Arc::new(Self {
            places,
            per_tenant,
            taken: Mutex::default(),
        })
    }

    /// How many more there is room for.
    pub(crate) fn free(&self) -> usize {
        self.places
            .saturating_sub(self.lock().values().sum::<usize>())
    }

    /// The tenants that have all the places that they may have.
    pub(crate) fn crowded(&self) -> Vec<TenantId> {
        let taken = self.lock();
        let crowded = taken.iter().filter(|(_, count)| **count >= self.per_tenant);
        crowded.map(|(tenant, _)| *tenant).collect()
    }

    /// Takes a place, if there is one for that tenant.
    pub(crate) fn take(self: &Arc<Self>, tenant: TenantId) -> Option<Place> {
        let mut taken = self.lock();
        let of_tenant = taken.get(&tenant).copied().unwrap_or_default();
        let free = taken.values().sum::<usize>() < self.places && of_tenant < self.per_tenant;
        free.then(|| self.seat(&mut taken, tenant))
    }

    /// Takes a place, though there may be none: what is claimed has to be delivered.
    pub(crate) fn squeeze_in(self: &Arc<Self>, tenant: TenantId) -> Place {
        self.seat(&mut self.lock(), tenant)
    }

    fn seat(self: &Arc<Self>, taken: &mut HashMap<TenantId, usize>, tenant: TenantId) -> Place {
        *taken.entry(tenant).or_default() += 1;
        Place {
            room: Arc::clone(self),
            tenant,
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.room.lock();
        if let Some(count) = taken.get_mut(&self.tenant) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.tenant);
            }
        }
    }
}

/// Work that is under way, each piece a task of its own.
#[derive(Debug)]
pub(crate) struct UnderWay {
    tasks: JoinSet<()>,
    /// The counter of what came of it.
    counter: &'static str,
}

impl UnderWay {
    /// Nothing yet. What panics is counted there, with the outcome `panicked`.
    pub(crate) fn counted_by(counter: &'static str) -> Self {
        Self {
            tasks: JoinSet::new(),
            counter,
        }
    }

    /// How many have been begun and are not seen to have ended.
    pub(crate) fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Begins a piece of work.
    pub(crate) fn spawn(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(work);
    }

    /// Waits until one has ended; `None` when there is none. A panic is that one's alone: its lease runs
    /// out and it is tried again.
    pub(crate) async fn ended(&mut self) -> Option<()> {
        let ended = self.tasks.join_next().await?;
        self.note(ended);
        Some(())
    }

    /// Waits until all have ended.
    pub(crate) async fn all_ended(&mut self) {
        while self.ended().await.is_some() {}
    }

    /// Forgets those that have ended, without waiting for any.
    pub(crate) fn sweep(&mut self) {
        while let Some(ended) = self.tasks.try_join_next() {
            self.note(ended);
        }
    }

    fn note(&self, ended: Result<(), JoinError>) {
        if let Err(error) = ended {
            tracing::error!(error = %telemetry::chain(&error), counter = self.counter, "a task panicked");
            counter!(self.counter, "outcome" => "panicked").increment(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_place_is_taken_until_its_delivery_ends() {
        let [one, other] = [5, 6].map(|id| TenantId::try_from(id).expect("positive"));
        let room = Room::new(3, 2);
        let mut under_way = UnderWay::counted_by("replies_total");
        assert_eq!(under_way.ended().await, None);
        let [ends, fails] = [room.take(one), room.take(one)].map(|place| place.expect("room"));
        under_way.spawn(async move { drop(ends) });
        under_way.spawn(async move {
            let _place = fails;
            panic!("a delivery that fails")
        });
        assert!(room.take(one).is_none());
        assert_eq!((room.free(), room.crowded()), (1, vec![one]));
        let last = room.take(other).expect("room");
        assert!(room.take(other).is_none());
        assert_eq!(under_way.ended().await, Some(()));
        assert_eq!(under_way.ended().await, Some(()));
        drop(last);
        assert_eq!((room.free(), room.crowded()), (3, vec![]));
    }
}
