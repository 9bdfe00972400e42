//! The work on one session, under its lease: looks anew, decides, does one thing.

use std::time::Duration;

use domain::{SessionName, TenantId};
use service_runtime::{clock, telemetry};
use storage::sessions::{self, Session, Wanted};
use storage::tenants::{self, Tenant};
use time::OffsetDateTime;

use super::decide::{Found, Step, decide};
use super::note::{self, Happened};
use super::pass::{Reconciler, Sight};
use crate::whatsapp::Error;

/// What became of the work on a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// What there was to do was done, or tried.
    Done,
    /// Somebody else works on it.
    Busy,
}

impl Reconciler {
    pub(super) async fn heal(&self, tenant: TenantId) -> Done {
        match self.try_heal(tenant).await {
            Ok(done) => done,
            Err(error) => {
                let error = telemetry::chain(&error).to_string();
                tracing::warn!(%tenant, error, "a session was not brought to what is wanted");
                Done::Done
            }
        }
    }

    async fn try_heal(&self, tenant: TenantId) -> Result<Done, Error> {
        let whatsapp = &self.whatsapp;
        let Some(_lock) = whatsapp.locks.try_lock(tenant) else {
            return Ok(Done::Busy);
        };
        let Some(_held) = whatsapp.leases.try_hold(tenant).await? else {
            return Ok(Done::Busy);
        };
        // Whoever held it before may have changed everything.
        let mut tx = whatsapp.database.begin(tenant).await?;
        let known = tenants::lookup(&mut tx, tenant).await?;
        let session = sessions::lookup(&mut tx, tenant).await?;
        drop(tx);
        if let (Some(known), Some(session)) = (known, session)
            && let Some(name) = known.session.clone().filter(|_| known.enabled)
        {
            match session.wanted {
                Wanted::Absent => whatsapp.remove(tenant, &name).await?,
                Wanted::Running => self.bring(&known, &name, &session).await?,
            }
        }
        Ok(Done::Done)
    }

    async fn bring(
        &self,
        known: &Tenant,
        name: &SessionName,
        session: &Session,
    ) -> Result<(), Error> {
        let (tenant, at) = (known.id, clock::now());
        let info = match self.whatsapp.waha.sessions().get(name.as_str()).await {
            Ok(info) => Some(info),
            Err(waha::Error::SessionUnknown) => None,
            Err(error) => return Err(error.into()),
        };
        let now = clock::now();
        let mut tx = self.whatsapp.database.begin(tenant).await?;
        let sight = info.as_ref().map(Sight::of);
        match &sight {
            Some(sight) => {
                note::seen(&mut tx, tenant, &sight.seen(at), now).await?;
            }
            None if session.status.is_some() => note::lost(&mut tx, tenant, now).await?,
            None => {}
        }
        let session = sessions::lookup(&mut tx, tenant).await?;
        tx.commit().await?;
        let Some(Session { health, .. }) = session else {
            return Ok(());
        };
        let found = sight
            .as_ref()
            .zip(info.as_ref())
            .map(|(sight, info)| Found {
                status: &sight.status,
                drifted: self.drifted(tenant, name, info),
            });
        let step = decide(&health, found, &self.settings, now);
        if step != Step::Wait {
            tracing::info!(%tenant, session = %name, state = health.state, ?step, "healing a session");
        }
        let waha = self.whatsapp.waha.sessions();
        match step {
            Step::Wait => Ok(()),
            Step::Create => self.create(known, name).await,
            Step::Start => {
                let why = "It was stopped.";
                self.attempt(tenant, Happened::Started, why, Duration::ZERO)
                    .await?;
                // As a connect does: its configuration first, then the start.
                match self.whatsapp.bring_up(tenant, name).await {
                    Ok(_) => Ok(()),
                    Err(Error::Waha(error)) => self.after(tenant, Err(error)).await,
                    Err(error) => Err(error),
                }
            }
            Step::Restart => {
                let why = if health.linked && health.state == "logged_out" {
                    "It failed after it had been linked."
                } else {
                    "It did not get past STARTING."
                };
                let patience = self.settings.stuck_after;
                self.attempt(tenant, Happened::Restarted, why, patience)
                    .await?;
                let done = waha.restart(name.as_str()).await;
                self.after(tenant, done).await
            }
            Step::Reconfigure => {
                let found = info.and_then(|info| info.config).unwrap_or_default();
                self.reconfigure(tenant, name, found).await
            }
            Step::GiveUp => {
                let why = match (&sight, health.reason) {
                    (Some(sight), _) => format!("the session stays {}.", sight.status),
                    (None, Some(reason)) => reason,
                    (None, None) => "WAHA does not make the session.".to_owned(),
                };
                let mut tx = self.whatsapp.database.begin(tenant).await?;
                note::gave_up(&mut tx, tenant, &why, clock::now()).await?;
                Ok(tx.commit().await?)
            }
            Step::Settle => {
                let mut tx = self.whatsapp.database.begin(tenant).await?;
                note::settled(&mut tx, tenant).await?;
                Ok(tx.commit().await?)
            }
        }
    }

    /// Writes the parts of the configuration that are ours anew, which restarts the session. Once: a WAHA
    /// that does not keep them would be restarted for ever.
    async fn reconfigure(
        &self,
        tenant: TenantId,
        name: &SessionName,
        found: waha::SessionConfig,
    ) -> Result<(), Error> {
        let wanted = self.whatsapp.plan.config(tenant, name);
        let Some(repaired) = crate::whatsapp::repaired(found, &wanted) else {
            return Ok(());
        };
        let why = "Its webhook or its filters were not ours.";
        let patience = self.settings.stuck_after;
        self.attempt(tenant, Happened::Reconfigured, why, patience)
            .await?;
        let waha = self.whatsapp.waha.sessions();
        let done = match waha.update(name.as_str(), &repaired).await {
            Ok(()) => waha.get(name.as_str()).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(info) if self.drifted(tenant, name, &info) => {
                let error = waha::Error::Protocol("it does not keep the configuration".to_owned());
                let counted = i32::from(self.settings.max_attempts);
                self.failed(tenant, &error, counted).await
            }
            done => self.after(tenant, done.map(drop)).await,
        }
    }

    /// The same as a connect, after what is wanted was written.
    async fn create(&self, known: &Tenant, name: &SessionName) -> Result<(), Error> {
        let tenant = known.id;
        // Its first webhook may come before WAHA has answered.
        self.whatsapp.routes.renew(known.id).await?;
        let at = clock::now();
        match self.whatsapp.bring_up(tenant, name).await {
            Ok(status) => {
                let mut tx = self.whatsapp.database.begin(tenant).await?;
                note::happened(&mut tx, tenant, clock::now(), Happened::Created, None).await?;
                let status = status.as_str().to_owned().into();
                let seen = note::Seen {
                    status: &status,
                    at,
                    phone: None,
                };
                note::seen(&mut tx, tenant, &seen, clock::now()).await?;
                Ok(tx.commit().await?)
            }
            // To make what may be there already does no harm: only a refusal counts.
            Err(Error::Waha(error)) => {
                let counted = i32::from(!error.is_retryable());
                self.failed(tenant, &error, counted).await
            }
            Err(error) => Err(error),
        }
    }

    /// `patience` is what it is given to succeed, at least.
    async fn attempt(
        &self,
        tenant: TenantId,
        what: Happened,
        why: &str,
        patience: Duration,
    ) -> Result<(), Error> {
        let now = clock::now();
        let next = |attempts| now + self.settings.wait_after(attempts).max(patience);
        let mut tx = self.whatsapp.database.begin(tenant).await?;
        note::attempt(&mut tx, tenant, what, why, next, now).await?;
        Ok(tx.commit().await?)
    }

    async fn after(&self, tenant: TenantId, done: Result<(), waha::Error>) -> Result<(), Error> {
        match done {
            Ok(()) => Ok(()),
            Err(error) => {
                // What surely has not reached WAHA was no attempt.
                let never = error.is_retryable() && !error.outcome_unknown();
                self.failed(tenant, &error, -i32::from(never)).await
            }
        }
    }

    async fn failed(
        &self,
        tenant: TenantId,
        error: &waha::Error,
        counted: i32,
    ) -> Result<(), Error> {
        tracing::warn!(%tenant, %error, "WAHA did not do what heals a session");
        let now = clock::now();
        let next = |attempts| -> OffsetDateTime { now + self.settings.wait_after(attempts) };
        let mut tx = self.whatsapp.database.begin(tenant).await?;
        let reason = format!("{error}.");
        note::failed(&mut tx, tenant, &reason, counted, next, now).await?;
        Ok(tx.commit().await?)
    }
}
