//! Disconnect: the phone unlinked, the session gone; conversations and leads stay.

use domain::TenantId;
use fleet::FleetError;
use service_runtime::{clock, telemetry};
use storage::outbox;
use storage::sessions::{self, Wanted};
use storage::tenants::{self, Tenant};

use super::{Error, WhatsApp};
use crate::gap_fill;
use crate::reconcile::{self, Happened};

/// What a disconnect found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disconnected {
    /// There was a session; it is gone.
    Now,
    /// There was none.
    Already,
}

impl WhatsApp {
    /// Unlinks the phone on WhatsApp, deletes the session in WAHA, and clears the tenant's session
    /// name. Idempotent, and finished by the reconciler where it is interrupted. `by` says who asked.
    pub(crate) async fn disconnect(
        &self,
        tenant: TenantId,
        by: &str,
    ) -> Result<Disconnected, Error> {
        let _lock = self.locks.lock(tenant).await;
        let _held = self.leases.hold(tenant).await?;
        let known = self.want_absent(tenant, by).await?;
        if known.session.is_none() {
            return Ok(Disconnected::Already);
        }
        // Wherever this ends from here on, the reconciler goes on with it.
        self.wake.all();
        self.remove(&known).await?;
        Ok(Disconnected::Now)
    }

    /// Makes the session that is not wanted any more go. The caller holds its lease.
    pub(crate) async fn remove(&self, known: &Tenant) -> Result<(), Error> {
        match self.place_of(known).await {
            Ok(place) => place.take_down().await?,
            // It was never placed.
            Err(Error::Fleet(FleetError::NoNode)) => {}
            Err(error) => return Err(error),
        }
        self.clear(known.id).await?;
        tracing::info!(tenant = %known.id, "session disconnected");
        if known.deleting {
            // Nothing keeps its deletion now: somebody may be looking on.
            self.wake.all();
        }
        Ok(())
    }

    async fn want_absent(&self, tenant: TenantId, by: &str) -> Result<Tenant, Error> {
        let mut tx = self.database.begin(tenant).await?;
        let known = tenants::lock(&mut tx, tenant)
            .await?
            .ok_or(Error::TenantUnknown)?;
        if known.session.is_some() {
            if !known.enabled {
                return Err(Error::TenantDisabled);
            }
            sessions::set_wanted(&mut tx, tenant, Wanted::Absent).await?;
            let (now, asked) = (clock::now(), Happened::DisconnectAsked);
            reconcile::happened(&mut tx, tenant, now, asked, Some(by)).await?;
            outbox::cancel_all(&mut tx, tenant).await?;
        }
        self.commit(tx, tenant).await?;
        Ok(known)
    }

    async fn clear(&self, tenant: TenantId) -> Result<(), Error> {
        let mut tx = self.database.begin(tenant).await?;
        tenants::set_session(&mut tx, tenant, None).await?;
        sessions::set_node(&mut tx, tenant, None).await?;
        gap_fill::lost(&mut tx, tenant).await?;
        let now = clock::now();
        reconcile::happened(&mut tx, tenant, now, Happened::Removed, None).await?;
        self.commit(tx, tenant).await?;
        // The session is gone either way; the repair of the table comes round to the rest.
        if let Err(error) = self.routes.renew(tenant).await {
            tracing::warn!(%tenant, error = %telemetry::chain(&error), "route not updated");
        }
        Ok(())
    }
}
