//! The table of tenants that webhook-ingress reads, kept like Postgres.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use bus::{Bus, BusError, TenantRoutes};
use domain::TenantId;
use events::TenantRoute;
use service_runtime::{Latch, Shutdown, clock, telemetry};
use storage::tenants::{self, Tenant};
use storage::{Database, StorageError};
use tokio::sync::OnceCell;
use tokio::time::{MissedTickBehavior, interval};

use crate::whatsapp::accepted_versions;

/// Tenants read at once.
const PAGE: i64 = 500;

/// How soon a repair that failed is tried again, at start as well.
const RETRY: Duration = Duration::from_secs(2);

/// Writes routes.
#[derive(Clone)]
pub(crate) struct Routes {
    database: Database,
    bus: Bus,
    table: Arc<OnceCell<TenantRoutes>>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum RouteError {
    #[error("the tenants cannot be read")]
    Storage(#[from] StorageError),
    #[error("the routes cannot be written")]
    Bus(#[from] BusError),
}

impl Routes {
    pub(crate) fn new(database: Database, bus: Bus) -> Self {
        Self {
            database,
            bus,
            table: Arc::default(),
        }
    }

    /// Writes the route of a tenant as it is now. The tenant's row is held meanwhile: of two who write,
    /// in whatever process, the later has seen what the earlier did.
    pub(crate) async fn renew(&self, tenant: TenantId) -> Result<(), RouteError> {
        let mut tx = self.database.begin(tenant).await?;
        match tenants::lock(&mut tx, tenant).await? {
            Some(tenant) if !tenant.deleting => self.table().await?.put(&route(&tenant)).await?,
            // Nothing is kept for one that goes.
            Some(_) | None => self.table().await?.remove(tenant).await?,
        }
        Ok(tx.commit().await?)
    }

    /// Repairs the table at once and every `period`, until the service stops. The latch is set when
    /// the table was right for the first time.
    pub(crate) async fn keep(self, period: Duration, first: Latch, shutdown: Shutdown) {
        let mut first = Some(first);
        let mut ticks = interval(period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let work = async {
            loop {
                ticks.tick().await;
                match self.repair().await {
                    Ok(0) => drop(first.take()),
                    Ok(repaired) => {
                        tracing::info!(repaired, "tenant routes repaired");
                        drop(first.take());
                    }
                    Err(error) => {
                        let error = telemetry::chain(&error).to_string();
                        tracing::warn!(error, "tenant routes not compared; trying again");
                        ticks.reset_after(RETRY.min(period));
                    }
                }
            }
        };
        shutdown.soft().run_until_cancelled(work).await;
    }

    /// Makes the table like Postgres; how many routes were not.
    async fn repair(&self) -> Result<usize, RouteError> {
        let differing = self.differing().await?;
        for tenant in &differing {
            self.renew(*tenant).await?;
        }
        Ok(differing.len())
    }

    /// The tenants whose routes are not as Postgres has them.
    pub(crate) async fn differing(&self) -> Result<Vec<TenantId>, RouteError> {
        let table = self.table().await?;
        let mut found: HashMap<TenantId, TenantRoute> = table
            .list()
            .await?
            .into_iter()
            .map(|route| (route.tenant, route))
            .collect();
        let mut differing = Vec::new();
        let tenants = self.all_tenants().await?.into_iter();
        for tenant in tenants.filter(|tenant| !tenant.deleting) {
            if found.remove(&tenant.id).as_ref() != Some(&route(&tenant)) {
                differing.push(tenant.id);
            }
        }
        differing.extend(found.into_keys());
        Ok(differing)
    }

    async fn all_tenants(&self) -> Result<Vec<Tenant>, StorageError> {
        let mut all = Vec::new();
        loop {
            let mut tx = self.database.begin_for(&[]).await?;
            let after = all.last().map(|tenant: &Tenant| tenant.id);
            let page = tenants::list(&mut tx, after, PAGE).await?;
            if page.is_empty() {
                return Ok(all);
            }
            all.extend(page);
        }
    }

    /// The bucket; opened by the first who needs it, once the topology is there.
    async fn table(&self) -> Result<&TenantRoutes, BusError> {
        self.table
            .get_or_try_init(|| self.bus.tenant_routes())
            .await
    }
}

fn route(tenant: &Tenant) -> TenantRoute {
    TenantRoute {
        tenant: tenant.id,
        sessions: tenant.session.clone().into_iter().collect(),
        enabled: tenant.enabled,
        key_versions: accepted_versions(tenant, clock::now()),
    }
}
