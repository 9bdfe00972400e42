//! A session where it is: brought up, adopted, taken down. Of Postgres nothing is known here.

use domain::SessionName;
use waha::{CreateSession, SessionConfig, SessionInfo, SessionStatus};

use super::session_config::repaired;

/// A session in its WAHA, as it should be there.
pub(crate) struct Place {
    /// The WAHA that holds it.
    pub(crate) waha: waha::Client,
    /// Its name.
    pub(crate) session: SessionName,
    /// Its whole configuration.
    pub(crate) config: SessionConfig,
}

impl Place {
    /// Makes the session and starts it, or adopts the one that is there. Idempotent.
    pub(crate) async fn bring_up(&self) -> Result<SessionStatus, waha::Error> {
        let create = CreateSession {
            name: self.session.as_str(),
            start: true,
            config: &self.config,
        };
        match self.waha.sessions().create(&create).await {
            // Created, and stopped all the same if only the start failed.
            Ok(info) => self.see_it_run(info).await,
            // Ours from before, or from an attempt whose answer was lost.
            Err(waha::Error::AlreadyExists) => self.adopt().await,
            Err(error) => Err(error),
        }
    }

    async fn adopt(&self) -> Result<SessionStatus, waha::Error> {
        let sessions = self.waha.sessions();
        let name = self.session.as_str();
        let mut info = sessions.get(name).await?;
        let found = info.config.take().unwrap_or_default();
        if let Some(repaired) = repaired(found, &self.config) {
            tracing::info!(session = %self.session, "replacing a configuration that is not ours");
            sessions.update(name, &repaired).await?;
            info = sessions.get(name).await?;
        }
        self.see_it_run(info).await
    }

    /// Starts what does not run. What waits for a scan or is linked is left alone: a restart would
    /// cut the customers off.
    async fn see_it_run(&self, info: SessionInfo) -> Result<SessionStatus, waha::Error> {
        let sessions = self.waha.sessions();
        match info.status {
            SessionStatus::Stopped => sessions.start(&info.name).await?,
            // A start leaves a failed session as it is.
            SessionStatus::Failed => sessions.restart(&info.name).await?,
            status => return Ok(status),
        }
        Ok(SessionStatus::Starting)
    }

    /// Whether what WAHA has of the session is not what it should have. Lists of some versions leave the
    /// configuration out; then it is not compared.
    pub(crate) fn drifted(&self, info: &SessionInfo) -> bool {
        let found = info.config.clone();
        found.is_some_and(|found| repaired(found, &self.config).is_some())
    }

    /// Unlinks the phone, and deletes the session. Idempotent.
    pub(crate) async fn take_down(&self) -> Result<(), waha::Error> {
        let sessions = self.waha.sessions();
        let name = self.session.as_str();
        match sessions.logout(name).await {
            Ok(()) => {}
            // Known to be gone; deleting it is harmless and says the same.
            Err(waha::Error::SessionUnknown) => return Ok(()),
            Err(error) if error.is_retryable() || error.outcome_unknown() => return Err(error),
            // Whoever answers there is no WAHA: the phone is linked still.
            Err(error @ waha::Error::Unsupported(_)) => return Err(error),
            // A session that does not run cannot be logged out; deleting it unlinks it too.
            Err(error) => {
                tracing::info!(session = name, %error, "WAHA did not log the session out");
            }
        }
        sessions.delete(name).await
    }
}
