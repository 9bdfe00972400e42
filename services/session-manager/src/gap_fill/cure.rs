//! What is done about a session that is deaf: a few restarts, and then a word to its tenant.

use domain::{SessionName, SessionStatus, TenantId};
use metrics::counter;
use service_runtime::{clock, telemetry};
use storage::session_watches::{self, DeafKind, Suspicion};
use storage::sessions::{self, Health, Wanted};
use storage::{StorageError, messages};
use time::OffsetDateTime;

use super::ears::{Found, Verdict, judge};
use super::keeper::GapFill;
use super::look::Looking;
use crate::reconcile::{self, Happened, State};

const WEBHOOKS_LOST: &str = "Messages came to it, and nothing was heard of them.";
const ENGINE_LOST: &str = "It said that it works, and its engine was not connected to WhatsApp.";
const WEBHOOKS_DEAF: &str = "WAHA says that the session works, but nothing that happens in it is heard \
    here, and restarting it did not help. Messages are fetched from its history instead, and come late.";
const ENGINE_DEAF: &str = "WAHA says that the session works, but its connection to WhatsApp is gone, and \
    restarting it did not help. Messages do not arrive.";

impl GapFill {
    /// Judges whether the session hears, and acts. `missing` is when the messages were written that no
    /// webhook had brought.
    pub(super) async fn listen(
        &self,
        looking: &Looking<'_>,
        missing: &[OffsetDateTime],
    ) -> Result<(), StorageError> {
        let (tenant, now) = (looking.claim.tenant, clock::now());
        let mut tx = self.whatsapp.database.begin(tenant).await?;
        let heard_at = messages::last_heard(&mut tx, tenant).await?;
        drop(tx);
        let asks = self.asks(looking, heard_at, now);
        let connected = if asks {
            self.connected(looking).await
        } else {
            None
        };
        // What was written before the session came back was lost with its last life.
        let heard = looking
            .watch
            .back_at
            .max(heard_at.unwrap_or(looking.watch.back_at));
        let found = Found {
            heard_at,
            missing_since: missing.iter().copied().filter(|at| *at > heard).min(),
            connected,
        };
        let (suspicion, verdict) = judge(looking.watch, found, &self.deaf, now);
        let changed = suspicion != looking.watch.suspicion;
        if changed || asks {
            let mut tx = self.whatsapp.database.begin(tenant).await?;
            session_watches::suspect(&mut tx, tenant, suspicion, asks.then_some(now)).await?;
            tx.commit().await?;
        }
        match (verdict, suspicion) {
            (Verdict::Restart(restarts, since), Some(suspicion)) => {
                self.restart(looking, suspicion, restarts, since).await
            }
            (Verdict::Report, Some(suspicion)) => self.report(tenant, suspicion.kind).await,
            _ if hears(&looking.session.health, found) => self.hears(tenant).await,
            _ => Ok(()),
        }
    }

    /// Whether WAHA is to be asked for the engine: after a long silence, and while there is something to
    /// find out.
    fn asks(
        &self,
        looking: &Looking<'_>,
        heard_at: Option<OffsetDateTime>,
        now: OffsetDateTime,
    ) -> bool {
        let watch = looking.watch;
        let suspected = |suspicion: &Suspicion| suspicion.kind == DeafKind::Engine;
        let silent_since = watch.back_at.max(heard_at.unwrap_or(watch.back_at));
        let long_ago = |at: OffsetDateTime| at + self.deaf.quiet_after <= now;
        watch.suspicion.as_ref().is_some_and(suspected)
            || State::of(&looking.session.health) == State::Deaf
            || (long_ago(silent_since) && watch.engine_asked_at.is_none_or(long_ago))
    }

    async fn connected(&self, looking: &Looking<'_>) -> Option<bool> {
        match looking.waha.sessions().link(looking.name.as_str()).await {
            Ok(link) if link.status == waha::SessionStatus::Working => link.connected,
            Ok(_) => None,
            Err(error) => {
                tracing::debug!(tenant = %looking.claim.tenant, %error, "the engine is not known");
                None
            }
        }
    }

    async fn restart(
        &self,
        looking: &Looking<'_>,
        suspicion: Suspicion,
        restarts: i32,
        day: OffsetDateTime,
    ) -> Result<(), StorageError> {
        let (tenant, whatsapp) = (looking.claim.tenant, &self.whatsapp);
        let lost = suspicion.kind == DeafKind::Webhooks;
        if lost
            && !session_watches::others_are_heard(&whatsapp.database, tenant, suspicion.since)
                .await?
        {
            tracing::error!(%tenant, "no webhooks are heard, of any session: none is restarted for it");
            return Ok(());
        }
        // Somebody who works on it will change it anyway.
        let Some(_lock) = whatsapp.locks.try_lock(tenant) else {
            return Ok(());
        };
        let Some(_held) = whatsapp.leases.try_hold(tenant).await? else {
            return Ok(());
        };
        if !self.works_still(looking).await? {
            return Ok(());
        }
        let why = if lost { WEBHOOKS_LOST } else { ENGINE_LOST };
        let now = clock::now();
        // Counted first: a crash in the middle must not make a loop.
        let mut tx = whatsapp.database.begin(tenant).await?;
        session_watches::count_restart(&mut tx, tenant, restarts, day).await?;
        // What waits for it at WhatsApp comes with the times at which it was written.
        session_watches::came_back(&mut tx, tenant, now).await?;
        reconcile::happened(&mut tx, tenant, now, Happened::Restarted, Some(why)).await?;
        whatsapp.commit(tx, tenant).await?;
        let name: &SessionName = looking.name;
        tracing::warn!(%tenant, session = %name, restarts, why, "restarting a deaf session");
        counter!("deaf_sessions_total", "action" => "restarted").increment(1);
        if let Err(error) = looking.waha.sessions().restart(name.as_str()).await {
            let error = telemetry::chain(&error).to_string();
            tracing::warn!(%tenant, error, "a deaf session was not restarted");
        }
        Ok(())
    }

    /// Whether it is still wanted and says WORKING; read under the session's lease.
    async fn works_still(&self, looking: &Looking<'_>) -> Result<bool, StorageError> {
        let tenant = looking.claim.tenant;
        let mut tx = self.whatsapp.database.begin(tenant).await?;
        let session = sessions::lookup(&mut tx, tenant).await?;
        drop(tx);
        let wanted = session.is_some_and(|session| {
            session.wanted == Wanted::Running && session.status == Some(SessionStatus::Working)
        });
        if !wanted {
            return Ok(false);
        }
        let link = looking.waha.sessions().link(looking.name.as_str()).await;
        Ok(link.is_ok_and(|link| link.status == waha::SessionStatus::Working))
    }

    async fn report(&self, tenant: TenantId, kind: DeafKind) -> Result<(), StorageError> {
        let reason = match kind {
            DeafKind::Webhooks => WEBHOOKS_DEAF,
            DeafKind::Engine => ENGINE_DEAF,
        };
        let mut tx = self.whatsapp.database.begin(tenant).await?;
        if reconcile::deaf(&mut tx, tenant, reason, clock::now()).await? {
            tracing::error!(%tenant, reason, "a session stays deaf");
            counter!("deaf_sessions_total", "action" => "reported").increment(1);
        }
        self.whatsapp.commit(tx, tenant).await
    }

    async fn hears(&self, tenant: TenantId) -> Result<(), StorageError> {
        let mut tx = self.whatsapp.database.begin(tenant).await?;
        reconcile::hears(&mut tx, tenant, clock::now()).await?;
        self.whatsapp.commit(tx, tenant).await
    }
}

/// Whether a session that was reported as deaf is not deaf any more.
fn hears(health: &Health, found: Found) -> bool {
    let engine = health.reason.as_deref() == Some(ENGINE_DEAF);
    State::of(health) == State::Deaf
        && (found.heard_at.is_some_and(|heard| heard > health.since)
            || (engine && found.connected == Some(true)))
}
