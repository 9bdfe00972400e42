//! The work on one session, under its lease: looks anew, decides, does one thing.

use std::time::Duration;

use domain::TenantId;
use service_runtime::{clock, telemetry};
use storage::nodes::{self, Node};
use storage::sessions::{self, Session, Wanted};
use storage::tenants::{self, Tenant};
use time::OffsetDateTime;

use super::decide::{Found, Step, decide};
use super::fleet_watch::Reconciler;
use super::note::{self, Happened};
use super::pass::Sight;
use crate::whatsapp::{Error, Place, moves_freely, repaired};

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
        let node = match session.as_ref().and_then(|session| session.node) {
            Some(node) => nodes::lookup(&mut tx, node).await?,
            None => None,
        };
        drop(tx);
        let (Some(known), Some(session), Some(node)) = (known, session, node) else {
            return Ok(Done::Done);
        };
        if known.session.is_none() {
            return Ok(Done::Done);
        }
        match session.wanted {
            Wanted::Absent => whatsapp.remove(&known).await?,
            Wanted::Running if !known.enabled => self.suspend(&known, &node).await?,
            Wanted::Running => {
                let leaves = node.draining && (session.may_leave || moves_freely(&session));
                if !leaves || !self.leave(&known).await? {
                    self.bring(&known, &node, &session).await?;
                }
            }
        }
        Ok(Done::Done)
    }

    /// Moves the session off a node that is being drained. Returns whether it has left; it stays while no
    /// other node has room.
    async fn leave(&self, known: &Tenant) -> Result<bool, Error> {
        let why = "Its WAHA node is being emptied.";
        match self
            .whatsapp
            .relocate_held(known.id, None, false, why)
            .await
        {
            Ok(_) => Ok(true),
            Err(error @ (Error::NoCapacity | Error::NodeUnreachable(_))) => {
                tracing::warn!(tenant = %known.id, %error, "a session does not leave its node yet");
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Stops the session of a suspended tenant. It stays linked.
    async fn suspend(&self, known: &Tenant, node: &Node) -> Result<(), Error> {
        let waha = self.whatsapp.fleet.client(node.id, &node.address)?;
        match waha.sessions().stop(known.session_name().as_str()).await {
            Ok(()) | Err(waha::Error::SessionUnknown) => {}
            Err(error) => return Err(error.into()),
        }
        let mut tx = self.whatsapp.database.begin(known.id).await?;
        note::set_suspended(&mut tx, known.id, clock::now()).await?;
        Ok(self.whatsapp.commit(tx, known.id).await?)
    }

    async fn bring(&self, known: &Tenant, node: &Node, session: &Session) -> Result<(), Error> {
        let (tenant, at) = (known.id, clock::now());
        let waha = self.whatsapp.fleet.client(node.id, &node.address)?;
        let place = self.whatsapp.place_in(waha, known);
        let name = &place.session;
        let info = match place.waha.sessions().get(name.as_str()).await {
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
        self.whatsapp.commit(tx, tenant).await?;
        let Some(Session { health, .. }) = session else {
            return Ok(());
        };
        let found = sight
            .as_ref()
            .zip(info.as_ref())
            .map(|(sight, info)| Found {
                status: &sight.status,
                drifted: place.drifted(info),
            });
        if let Some(info) = &info
            && !place.drifted(info)
        {
            self.note_key(known, info).await?;
        }
        let step = decide(&health, found, &self.settings, now);
        if step != Step::Wait {
            tracing::info!(%tenant, session = %name, state = health.state, ?step, "healing a session");
        }
        let waha = place.waha.sessions();
        match step {
            Step::Wait => Ok(()),
            Step::Create => self.create(&place, tenant).await,
            Step::Start => {
                let why = "It was stopped.";
                self.attempt(tenant, Happened::Started, why, Duration::ZERO)
                    .await?;
                // As a connect does: its configuration first, then the start.
                let done = place.bring_up().await;
                self.after(tenant, done.map(drop)).await
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
                self.reconfigure(&place, tenant, found).await
            }
            Step::GiveUp => {
                let why = match (&sight, health.reason) {
                    (Some(sight), _) => format!("the session stays {}.", sight.status),
                    (None, Some(reason)) => reason,
                    (None, None) => "WAHA does not make the session.".to_owned(),
                };
                let mut tx = self.whatsapp.database.begin(tenant).await?;
                note::gave_up(&mut tx, tenant, &why, clock::now()).await?;
                Ok(self.whatsapp.commit(tx, tenant).await?)
            }
            Step::Settle => {
                let mut tx = self.whatsapp.database.begin(tenant).await?;
                note::settled(&mut tx, tenant).await?;
                Ok(self.whatsapp.commit(tx, tenant).await?)
            }
        }
    }

    /// Writes the parts of the configuration that are ours anew, which restarts the session. Once: a WAHA
    /// that does not keep them would be restarted for ever.
    async fn reconfigure(
        &self,
        place: &Place,
        tenant: TenantId,
        found: waha::SessionConfig,
    ) -> Result<(), Error> {
        let Some(repaired) = repaired(found, &place.config) else {
            return Ok(());
        };
        // A new key is believed before anything is signed with it.
        self.whatsapp.routes.renew(tenant).await?;
        let why = "Its webhook or its filters were not ours.";
        let patience = self.settings.stuck_after;
        self.attempt(tenant, Happened::Reconfigured, why, patience)
            .await?;
        let waha = place.waha.sessions();
        let name = place.session.as_str();
        let done = match waha.update(name, &repaired).await {
            Ok(()) => waha.get(name).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(info) if place.drifted(&info) => {
                let error = waha::Error::Protocol("it does not keep the configuration".to_owned());
                let counted = i32::from(self.settings.max_attempts);
                self.failed(tenant, &error, counted).await
            }
            done => self.after(tenant, done.map(drop)).await,
        }
    }

    /// The session has the key that it is to have.
    async fn note_key(&self, known: &Tenant, info: &waha::SessionInfo) -> Result<(), Error> {
        if known.key.rolled_out_at.is_some() || info.config.is_none() {
            return Ok(());
        }
        let mut tx = self.whatsapp.database.begin(known.id).await?;
        tenants::note_key_rolled_out(&mut tx, known.id, known.key.version).await?;
        let what = Happened::KeyRolledOut;
        note::happened(&mut tx, known.id, clock::now(), what, None).await?;
        Ok(self.whatsapp.commit(tx, known.id).await?)
    }

    /// The same as a connect, after what is wanted was written.
    async fn create(&self, place: &Place, tenant: TenantId) -> Result<(), Error> {
        // Its first webhook may come before WAHA has answered.
        self.whatsapp.routes.renew(tenant).await?;
        let at = clock::now();
        match place.bring_up().await {
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
                Ok(self.whatsapp.commit(tx, tenant).await?)
            }
            // To make what may be there already does no harm: only a refusal counts.
            Err(error) => {
                let counted = i32::from(!error.is_retryable());
                self.failed(tenant, &error, counted).await
            }
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
        Ok(self.whatsapp.commit(tx, tenant).await?)
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
        Ok(self.whatsapp.commit(tx, tenant).await?)
    }
}
