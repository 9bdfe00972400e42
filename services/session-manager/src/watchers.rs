//! Who follows the events of a tenant in this process: so many at once, for as long as they may.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::TenantId;
use metrics::gauge;
use service_runtime::Shutdown;

use crate::settings::EventSettings;

/// The places of those who follow.
#[derive(Clone)]
pub(crate) struct Watchers {
    taken: Arc<Mutex<HashMap<TenantId, u16>>>,
    most: u16,
    /// How often it is looked whether somebody still may.
    pub(crate) recheck_period: Duration,
    /// All leave when the service stops.
    pub(crate) shutdown: Shutdown,
}

/// A place; given back when it is dropped.
pub(crate) struct Place {
    watchers: Watchers,
    tenant: TenantId,
}

impl Watchers {
    pub(crate) fn new(settings: &EventSettings, shutdown: Shutdown) -> Self {
        Self {
            taken: Arc::default(),
            most: settings.streams_per_tenant,
            recheck_period: settings.recheck_period,
            shutdown,
        }
    }

    /// A place with the tenant, if one is free.
    pub(crate) fn enter(&self, tenant: TenantId) -> Option<Place> {
        let mut places = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = places.entry(tenant).or_default();
        if *taken >= self.most {
            return None;
        }
        *taken += 1;
        gauge!("event_streams").increment(1);
        Some(Place {
            watchers: self.clone(),
            tenant,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let places = self.watchers.taken.lock();
        let mut places = places.unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = places.get_mut(&self.tenant) {
            *taken -= 1;
            if *taken == 0 {
                places.remove(&self.tenant);
            }
        }
        gauge!("event_streams").decrement(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_has_so_many_places_and_gets_them_back() {
        let settings = EventSettings {
            streams_per_tenant: 2,
            recheck_period: Duration::from_mins(1),
        };
        let watchers = Watchers::new(&settings, Shutdown::new());
        let tenant = |id: i64| TenantId::try_from(id).unwrap();
        let first = watchers.enter(tenant(1));
        let second = watchers.enter(tenant(1));
        assert!(first.is_some() && second.is_some());
        assert!(watchers.enter(tenant(1)).is_none());
        assert!(watchers.enter(tenant(2)).is_some(), "others have their own");
        drop(first);
        let third = watchers.enter(tenant(1));
        assert!(third.is_some());
        drop((second, third));
        assert!(watchers.taken.lock().unwrap().is_empty());
    }
}
