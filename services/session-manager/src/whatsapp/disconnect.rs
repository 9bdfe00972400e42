//! Disconnect: the phone unlinked, the session gone; conversations and leads stay.

use domain::{SessionName, TenantId};
use service_runtime::telemetry;
use storage::sessions::{self, Wanted};
use storage::{outbox, tenants};

use super::{Error, WhatsApp};

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
    /// name. Idempotent: an interrupted one is finished by the next.
    pub(crate) async fn disconnect(&self, tenant: TenantId) -> Result<Disconnected, Error> {
        let _lock = self.locks.lock(tenant).await;
        let Some(session) = self.want_absent(tenant).await? else {
            return Ok(Disconnected::Already);
        };
        self.take_down(&session).await?;
        self.clear(tenant).await?;
        tracing::info!(%tenant, %session, "session disconnected");
        Ok(Disconnected::Now)
    }

    async fn want_absent(&self, tenant: TenantId) -> Result<Option<SessionName>, Error> {
        let mut tx = self.database.begin(tenant).await?;
        let known = tenants::lock(&mut tx, tenant)
            .await?
            .ok_or(Error::TenantUnknown)?;
        if known.session.is_some() {
            sessions::set_wanted(&mut tx, tenant, Wanted::Absent).await?;
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
        tx.commit().await?;
        // The session is gone either way; the repair of the table comes round to the rest.
        if let Err(error) = self.routes.renew(tenant).await {
            tracing::warn!(%tenant, error = %telemetry::chain(&error), "route not updated");
        }
        Ok(())
    }
}
