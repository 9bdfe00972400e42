//! Suspending a tenant, serving it again, and deleting it.
//!
//! A suspended tenant's session is stopped, not unlinked: it goes on without a scan. A deleted tenant's is
//! unlinked first, so that no phone stays linked to a platform that knows nothing of it.

use bus::Bus;
use domain::TenantId;
use service_runtime::{clock, telemetry};
use storage::sessions::{self, Wanted};
use storage::{outbox, tenants};

use super::{Error, WhatsApp};
use crate::reconcile::{self, Happened};
use crate::routes::RouteError;

impl WhatsApp {
    /// Suspends the tenant, or serves it again; the reconciler stops or starts its session.
    pub(crate) async fn set_enabled(
        &self,
        tenant: TenantId,
        enabled: bool,
        by: &str,
    ) -> Result<(), Error> {
        let mut tx = self.database.begin(tenant).await?;
        let known = tenants::lock(&mut tx, tenant).await?;
        let known = known.ok_or(Error::TenantUnknown)?;
        if known.deleting {
            return Err(Error::TenantDeleting);
        }
        if known.enabled == enabled {
            return Ok(());
        }
        tenants::set_enabled(&mut tx, tenant, enabled).await?;
        let now = clock::now();
        if enabled {
            reconcile::resumed(&mut tx, tenant, by, now).await?;
        } else {
            reconcile::suspended(&mut tx, tenant, by, now).await?;
        }
        self.commit(tx, tenant).await?;
        self.wake.all();
        // Ingress is to know within a second; should this fail, the repair of the table comes round to it.
        self.renew_route(tenant).await;
        Ok(())
    }

    /// Begins to delete the tenant. From here on nobody is signed in to it, and its webhooks are refused.
    pub(crate) async fn begin_deletion(&self, tenant: TenantId) -> Result<(), Error> {
        let mut tx = self.database.begin(tenant).await?;
        let known = tenants::lock(&mut tx, tenant).await?;
        let known = known.ok_or(Error::TenantUnknown)?;
        tenants::begin_deletion(&mut tx, tenant).await?;
        if known.session.is_some() {
            sessions::set_wanted(&mut tx, tenant, Wanted::Absent).await?;
            let now = clock::now();
            reconcile::happened(&mut tx, tenant, now, Happened::DisconnectAsked, None).await?;
        }
        outbox::cancel_all(&mut tx, tenant).await?;
        self.commit(tx, tenant).await?;
        self.renew_route(tenant).await;
        self.wake.all();
        Ok(())
    }

    /// Finishes deletions: tenants whose sessions are gone go with all that is theirs.
    pub(crate) async fn finish_deletions(&self, bus: &Bus) -> Result<(), Error> {
        let mut tx = self.database.begin_for(&[]).await?;
        let deleting = tenants::list_deleting(&mut tx).await?;
        drop(tx);
        for tenant in deleting {
            // Ingress first: what it takes of a tenant that goes would stay.
            self.routes.renew(tenant).await?;
            let mut tx = self.database.begin(tenant).await?;
            let known = tenants::lock(&mut tx, tenant).await?;
            if known.is_none_or(|known| known.session.is_some()) {
                continue;
            }
            // What waits on the bus first: a worker must find no event of a tenant that is not there. And
            // once more, should ingress have been slow to hear of it.
            bus.forget_tenant(tenant).await.map_err(RouteError::from)?;
            self.media.forget(tenant).await?;
            tenants::remove(&mut tx, tenant).await?;
            tx.commit().await?;
            // Once more, should a worker have been at a file.
            self.media.forget(tenant).await?;
            bus.forget_tenant(tenant).await.map_err(RouteError::from)?;
            tracing::info!(%tenant, "tenant deleted with all that was theirs");
        }
        Ok(())
    }

    async fn renew_route(&self, tenant: TenantId) {
        if let Err(error) = self.routes.renew(tenant).await {
            tracing::warn!(%tenant, error = %telemetry::chain(&error), "route not updated");
        }
    }
}
