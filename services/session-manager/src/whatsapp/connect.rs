//! Connect: a session that runs, with our webhook, whatever was there before.

use domain::{SessionName, TenantId};
use service_runtime::clock;
use storage::sessions::{self, Wanted};
use storage::tenants;
use time::OffsetDateTime;
use waha::{CreateSession, SessionInfo, SessionStatus};

use super::{Error, WhatsApp};
use crate::reconcile::{self, Seen};

/// The constraint that gives a session's name to one tenant.
const SESSION_NAME_UNIQUE: &str = "tenants_waha_session_name_key";

/// A session that is there and runs.
#[derive(Debug)]
pub(crate) struct Connected {
    pub(crate) session: SessionName,
    /// Whether a phone is linked already; otherwise it has to scan the QR code.
    pub(crate) linked: bool,
}

impl WhatsApp {
    /// Makes the tenant's session, or adopts the one that is there. Idempotent. `by` says who asked.
    pub(crate) async fn connect(&self, tenant: TenantId, by: &str) -> Result<Connected, Error> {
        let _lock = self.locks.lock(tenant).await;
        let _held = self.leases.hold(tenant).await?;
        let session = self.want_running(tenant, by).await?;
        // Wherever this ends from here on, the reconciler goes on with it.
        self.wake.notify_one();
        let at = clock::now();
        let status = self.bring_up(tenant, &session).await?;
        self.note_answer(tenant, &status, at).await?;
        tracing::info!(%tenant, %session, %status, "session connected");
        Ok(Connected {
            session,
            linked: status == SessionStatus::Working,
        })
    }

    /// Writes what is wanted, and tells ingress: the first webhook may come before WAHA has answered.
    async fn want_running(&self, tenant: TenantId, by: &str) -> Result<SessionName, Error> {
        let mut tx = self.database.begin(tenant).await?;
        let known = tenants::lock(&mut tx, tenant)
            .await?
            .ok_or(Error::TenantUnknown)?;
        if !known.enabled {
            return Err(Error::TenantDisabled);
        }
        let session = known.session_name();
        tenants::set_session(&mut tx, tenant, Some(&session))
            .await
            .map_err(|error| {
                if error.violates(SESSION_NAME_UNIQUE) {
                    Error::SessionTaken(error)
                } else {
                    error.into()
                }
            })?;
        sessions::set_wanted(&mut tx, tenant, Wanted::Running).await?;
        reconcile::asked(&mut tx, tenant, by, clock::now()).await?;
        tx.commit().await?;
        self.routes.renew(tenant).await?;
        Ok(session)
    }

    /// What WAHA answered to a call that was begun `at`; its events may tell newer things already.
    async fn note_answer(
        &self,
        tenant: TenantId,
        status: &SessionStatus,
        at: OffsetDateTime,
    ) -> Result<(), Error> {
        let status = status.as_str().to_owned().into();
        let seen = Seen {
            status: &status,
            at,
            phone: None,
        };
        let mut tx = self.database.begin(tenant).await?;
        reconcile::seen(&mut tx, tenant, &seen, clock::now()).await?;
        Ok(tx.commit().await?)
    }

    pub(crate) async fn bring_up(
        &self,
        tenant: TenantId,
        session: &SessionName,
    ) -> Result<SessionStatus, Error> {
        let config = self.plan.config(tenant, session);
        let create = CreateSession {
            name: session.as_str(),
            start: true,
            config: &config,
        };
        match self.waha.sessions().create(&create).await {
            // Created, and stopped all the same if only the start failed.
            Ok(info) => self.see_it_run(info).await,
            // Ours from before, or from an attempt whose answer was lost.
            Err(waha::Error::AlreadyExists) => self.adopt(&config, session).await,
            Err(error) => Err(error.into()),
        }
    }

    async fn adopt(
        &self,
        wanted: &waha::SessionConfig,
        session: &SessionName,
    ) -> Result<SessionStatus, Error> {
        let sessions = self.waha.sessions();
        let mut info = sessions.get(session.as_str()).await?;
        let found = info.config.take().unwrap_or_default();
        if let Some(repaired) = super::session_config::repaired(found, wanted) {
            tracing::info!(%session, "replacing a configuration that is not ours");
            sessions.update(session.as_str(), &repaired).await?;
            info = sessions.get(session.as_str()).await?;
        }
        self.see_it_run(info).await
    }

    /// Starts what does not run. What waits for a scan or is linked is left alone: a restart would
    /// cut the customers off.
    async fn see_it_run(&self, info: SessionInfo) -> Result<SessionStatus, Error> {
        let sessions = self.waha.sessions();
        match info.status {
            SessionStatus::Stopped => sessions.start(&info.name).await?,
            // A start leaves a failed session as it is.
            SessionStatus::Failed => sessions.restart(&info.name).await?,
            status => return Ok(status),
        }
        Ok(SessionStatus::Starting)
    }
}
