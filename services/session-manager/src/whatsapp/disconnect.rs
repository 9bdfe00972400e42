//! Disconnect: the phone unlinked, the session gone; conversations and leads stay.

use domain::{SessionName, TenantId};
use service_runtime::{clock, telemetry};
use storage::sessions::{self, Wanted};
use storage::{outbox, tenants};

use super::{Error, WhatsApp};
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
        let Some(session) = self.want_absent(tenant, by).await? else {
            return Ok(Disconnected::Already);
        };
        // Wherever this ends from here on, the reconciler goes on with it.
        self.wake.notify_one();
        self.remove(tenant, &session).await?;
        Ok(Disconnected::Now)
    }

    /// Makes the session that is not wanted any more go. The caller holds its lease.
    pub(crate) async fn remove(
        &self,
        tenant: TenantId,
        session: &SessionName,
    ) -> Result<(), Error> {
        self.take_down(session).await?;
        self.clear(tenant).await?;
        tracing::info!(%tenant, %session, "session disconnected");
        Ok(())
    }

    async fn want_absent(&self, tenant: TenantId, by: &str) -> Result<Option<SessionName>, Error> {
        let mut tx = self.database.begin(tenant).await?;
        let known = tenants::lock(&mut tx, tenant)
            .await?
            .ok_or(Error::TenantUnknown)?;
        if known.session.is_some() {
            sessions::set_wanted(&mut tx, tenant, Wanted::Absent).await?;
            let (now, asked) = (clock::now(), Happened::DisconnectAsked);
            reconcile::happened(&mut tx, tenant, now, asked, Some(by)).await?;
            outbox::cancel_all(&mut tx, tenant).await?;
        }
        tx.commit().await?;
        Ok(known.session)
    }

    pub(super) async fn take_down(&self, session: &SessionName) -> Result<(), Error> {
        let sessions = self.waha.sessions();
        match sessions.logout(session.as_str()).await {
            Ok(()) => {}
            // Known to be gone; deleting it is harmless and says the same.
            Err(waha::Error::SessionUnknown) => return Ok(()),
            Err(error) if error.is_retryable() || error.outcome_unknown() => {
                return Err(error.into());
            }
            // Whoever answers there is no WAHA: the phone is linked still.
            Err(error @ waha::Error::Unsupported(_)) => return Err(error.into()),
            // A session that does not run cannot be logged out; deleting it unlinks it too.
            Err(error) => tracing::info!(%session, %error, "WAHA did not log the session out"),
        }
        Ok(sessions.delete(session.as_str()).await?)
    }

    async fn clear(&self, tenant: TenantId) -> Result<(), Error> {
        let mut tx = self.database.begin(tenant).await?;
        tenants::set_session(&mut tx, tenant, None).await?;
        let now = clock::now();
        reconcile::happened(&mut tx, tenant, now, Happened::Removed, None).await?;
        tx.commit().await?;
        // The session is gone either way; the repair of the table comes round to the rest.
        if let Err(error) = self.routes.renew(tenant).await {
            tracing::warn!(%tenant, error = %telemetry::chain(&error), "route not updated");
        }
        Ok(())
    }
}
