//! Tenant routes: session-manager writes them, ingress keeps a live copy.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use async_nats::jetstream::{self, kv};
use domain::{SessionName, TenantId};
use events::TenantRoute;
use futures::StreamExt;
use service_runtime::telemetry;
use tokio::sync::watch;

use crate::{BusError, error::BoxError, topology::TENANT_ROUTES};

/// The bucket of tenant routes.
#[derive(Clone)]
pub struct TenantRoutes {
    bucket: kv::Store,
}

impl TenantRoutes {
    pub(crate) async fn open(jetstream: &jetstream::Context) -> Result<Self, BusError> {
        let bucket = jetstream
            .get_key_value(TENANT_ROUTES)
            .await
            .map_err(failed("open"))?;
        Ok(Self { bucket })
    }

    /// Writes a tenant's route; every ingress has it within moments.
    pub async fn put(&self, route: &TenantRoute) -> Result<(), BusError> {
        let key = route.tenant.to_string();
        self.bucket
            .put(key, route.encode())
            .await
            .map_err(failed("write"))?;
        Ok(())
    }

    /// Forgets a tenant.
    pub async fn remove(&self, tenant: TenantId) -> Result<(), BusError> {
        self.bucket
            .purge(tenant.to_string())
            .await
            .map_err(failed("remove from"))
    }

    /// The routes as they are at this moment.
    pub async fn list(&self) -> Result<Vec<TenantRoute>, BusError> {
        let table = RouteTable::default();
        if self.is_empty().await? {
            return Ok(Vec::new());
        }
        let mut entries = self
            .bucket
            .watch_with_history(">")
            .await
            .map_err(failed("read"))?;
        while let Some(entry) = entries.next().await {
            let entry = entry.map_err(failed("read"))?;
            table.apply(&entry);
            if entry.seen_current {
                break;
            }
        }
        Ok(table.all())
    }

    /// Keeps `table` like the bucket, for as long as the future is polled. `loaded` becomes true when
    /// the table first holds everything that the bucket held.
    pub async fn follow(&self, table: &RouteTable, loaded: &watch::Sender<bool>) {
        loop {
            if let Err(error) = self.follow_once(table, loaded).await {
                tracing::warn!(error = %telemetry::chain(&error), "reading the tenant routes again in a moment");
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn follow_once(
        &self,
        table: &RouteTable,
        loaded: &watch::Sender<bool>,
    ) -> Result<(), BusError> {
        let mut entries = self
            .bucket
            .watch_with_history(">")
            .await
            .map_err(failed("watch"))?;
        // An empty bucket sends nothing that could say "this was the last".
        if self.is_empty().await? {
            loaded.send_replace(true);
        }
        while let Some(entry) = entries.next().await {
            let entry = entry.map_err(failed("watch"))?;
            table.apply(&entry);
            if entry.seen_current {
                loaded.send_replace(true);
            }
        }
        Err(BusError::Routes {
            action: "watch",
            source: "the watch ended".into(),
        })
    }

    async fn is_empty(&self) -> Result<bool, BusError> {
        // Not `Store::status`: in async-nats 0.51 it tells what was true when the bucket was opened.
        let info = self
            .bucket
            .stream
            .get_info()
            .await
            .map_err(failed("read"))?;
        Ok(info.state.messages == 0)
    }
}

fn failed<E: Into<BoxError>>(action: &'static str) -> impl FnOnce(E) -> BusError {
    move |source| BusError::Routes {
        action,
        source: source.into(),
    }
}

/// The routes of all tenants, in memory. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct RouteTable {
    inner: Arc<RwLock<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Shared with who has asked for one: thousands a second do.
    routes: HashMap<TenantId, Arc<TenantRoute>>,
    owners: HashMap<SessionName, TenantId>,
    /// Those that were removed. The bucket remembers them too, so that a table made later knows them.
    gone: HashSet<TenantId>,
}

impl RouteTable {
    /// The route of a tenant.
    pub fn get(&self, tenant: TenantId) -> Option<Arc<TenantRoute>> {
        self.read().routes.get(&tenant).cloned()
    }

    /// The tenant that a session is registered for.
    pub fn owner_of(&self, session: &SessionName) -> Option<TenantId> {
        self.read().owners.get(session).copied()
    }

    /// Whether the tenant was there and was removed. What comes of it is not worth keeping.
    pub fn is_gone(&self, tenant: TenantId) -> bool {
        self.read().gone.contains(&tenant)
    }

    /// Enters a route in place of the tenant's former one.
    pub fn insert(&self, route: TenantRoute) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        inner.forget(route.tenant);
        inner.owners.extend(
            route
                .sessions
                .iter()
                .map(|name| (name.clone(), route.tenant)),
        );
        inner.gone.remove(&route.tenant);
        inner.routes.insert(route.tenant, Arc::new(route));
    }

    /// Forgets a tenant.
    pub fn remove(&self, tenant: TenantId) {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        inner.forget(tenant);
        inner.gone.insert(tenant);
    }

    fn all(&self) -> Vec<TenantRoute> {
        let inner = self.read();
        let routes = inner.routes.values().map(|route| TenantRoute::clone(route));
        let mut routes: Vec<_> = routes.collect();
        routes.sort_by_key(|route| route.tenant);
        routes
    }

    fn apply(&self, entry: &kv::Entry) {
        match entry.operation {
            kv::Operation::Put => match TenantRoute::decode(entry.value.clone()) {
                Ok(route) => self.insert(route),
                Err(error) => {
                    tracing::error!(error = %telemetry::chain(&error), key = entry.key, "unreadable tenant route");
                }
            },
            kv::Operation::Delete | kv::Operation::Purge => {
                if let Ok(tenant) = entry.key.parse() {
                    self.remove(tenant);
                }
            }
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn forget(&mut self, tenant: TenantId) {
        if let Some(former) = self.routes.remove(&tenant) {
            for session in &former.sessions {
                if self.owners.get(session) == Some(&tenant) {
                    self.owners.remove(session);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(tenant: i64, sessions: &[&str]) -> TenantRoute {
        TenantRoute {
            tenant: TenantId::try_from(tenant).expect("positive"),
            sessions: sessions
                .iter()
                .map(|name| name.parse().expect("a name"))
                .collect(),
            enabled: true,
            key_versions: vec![1],
        }
    }

    #[test]
    fn a_session_that_moves_has_one_owner() {
        let table = RouteTable::default();
        let name = "legacy".parse().expect("a name");
        table.insert(route(1, &["tenant_1", "legacy"]));
        assert_eq!(table.owner_of(&name), TenantId::try_from(1).ok());
        table.insert(route(2, &["legacy"]));
        table.insert(route(1, &["tenant_1"]));
        assert_eq!(table.owner_of(&name), TenantId::try_from(2).ok());
        table.remove(TenantId::try_from(2).expect("positive"));
        assert_eq!(table.owner_of(&name), None);
        assert_eq!(table.all(), [route(1, &["tenant_1"])]);
    }

    #[test]
    fn a_tenant_that_was_removed_is_told_from_one_that_never_was() {
        let table = RouteTable::default();
        let [gone, never] = [1, 2].map(|id| TenantId::try_from(id).expect("positive"));
        table.insert(route(1, &["tenant_1"]));
        assert!(!table.is_gone(gone));
        table.remove(gone);
        assert!(table.is_gone(gone) && !table.is_gone(never));
        table.insert(route(1, &["tenant_1"]));
        assert!(!table.is_gone(gone), "it is there again");
    }
}
