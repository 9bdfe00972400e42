//! One look at all sessions, and when the next one is due.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::{Phone, SessionName, SessionStatus, TenantId};
use service_runtime::{Shutdown, clock, telemetry};
use storage::StorageError;
use storage::sessions::{self, Session, Wanted};
use storage::tenants::{self, Tenant};
use time::OffsetDateTime;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use waha::SessionInfo;

use super::decide::{Found, Step, decide};
use super::heal::Done;
use super::note::{self, Seen};
use super::orphans::Orphans;
use super::{ReconcileSettings, state};
use crate::whatsapp::{Error, WhatsApp};

/// Tenants read at once.
const PAGE: i64 = 500;
/// Sessions worked on at once.
const AT_ONCE: usize = 4;
/// The shortest time between two passes, however often one is asked for.
const BREATH: Duration = Duration::from_secs(1);
/// How soon a session that somebody else worked on, or a WAHA that did not answer, is looked at again.
const RETRY: Duration = Duration::from_secs(2);
/// The longest wait for a WAHA that does not answer.
const LONGEST_RETRY: Duration = Duration::from_mins(1);
/// Lists that fail in a row before people are told: one may be a WAHA that is being restarted.
const UNREACHABLE: u32 = 2;

/// Brings WAHA to what is wanted.
#[derive(Clone)]
pub(crate) struct Reconciler {
    pub(super) whatsapp: WhatsApp,
    pub(super) settings: Arc<ReconcileSettings>,
}

/// What WAHA has, by name.
type Actual = HashMap<String, SessionInfo>;
type Known = Vec<(Tenant, Option<Session>)>;

impl Reconciler {
    pub(crate) fn new(whatsapp: WhatsApp, settings: ReconcileSettings) -> Self {
        Self {
            whatsapp,
            settings: Arc::new(settings),
        }
    }

    /// Looks at all sessions when `wake` says so and every period, until the service stops.
    pub(crate) async fn keep(self, wake: Arc<Notify>, shutdown: Shutdown) {
        let work = async {
            let mut orphans = Orphans::default();
            let mut failures = 0;
            loop {
                let pause = match self.pass(&mut orphans, failures).await {
                    Ok(busy) => {
                        failures = 0;
                        if busy {
                            RETRY.min(self.settings.period)
                        } else {
                            self.settings.period
                        }
                    }
                    Err(error) => {
                        failures += 1;
                        let error = telemetry::chain(&error).to_string();
                        tracing::warn!(error, failures, "sessions not compared with WAHA");
                        RETRY
                            .saturating_mul(2_u32.pow(failures.min(6) - 1))
                            .min(LONGEST_RETRY)
                    }
                };
                sleep(BREATH.min(pause)).await;
                // Woken or not, it is time.
                let _ = timeout(pause.saturating_sub(BREATH), wake.notified()).await;
            }
        };
        shutdown.soft().run_until_cancelled(work).await;
    }

    /// Returns whether sessions were left to somebody else who works on them. A pass that finds nothing
    /// to do is one call of WAHA, and writes nothing.
    async fn pass(&self, orphans: &mut Orphans, failures: u32) -> Result<bool, Error> {
        let known = self.known().await?;
        let at = clock::now();
        let mut actual: Actual = match self.whatsapp.waha.sessions().list().await {
            Ok(list) => list
                .into_iter()
                .map(|info| (info.name.clone(), info))
                .collect(),
            Err(error) => {
                if failures + 1 >= UNREACHABLE {
                    self.tell_unreachable(&known, &error).await?;
                }
                return Err(error.into());
            }
        };
        let someone = !known.is_empty();
        let mut work = Work::new(self.clone());
        for (tenant, session) in known {
            // What a disabled tenant has is nobody's.
            let Some(name) = tenant.session.filter(|_| tenant.enabled) else {
                continue;
            };
            let found = actual.remove(name.as_str());
            let Some(session) = session else {
                // From before the platform kept sessions: nobody has said what is wanted.
                continue;
            };
            let differs = session.wanted == Wanted::Absent
                || self
                    .differs(tenant.id, &name, session, found.as_ref(), at)
                    .await?;
            if differs {
                work.begin(tenant.id).await;
            }
        }
        // A database without tenants is more likely the wrong one than one whose tenants are all gone.
        let due = orphans.due(
            actual.into_values(),
            clock::now(),
            self.settings.orphan_grace,
        );
        if someone {
            for orphan in due {
                self.remove_orphan(&orphan).await;
            }
        }
        Ok(work.end().await)
    }

    /// Notes what was found, and says whether there is something to do.
    async fn differs(
        &self,
        tenant: TenantId,
        name: &SessionName,
        session: Session,
        found: Option<&SessionInfo>,
        at: OffsetDateTime,
    ) -> Result<bool, Error> {
        let now = clock::now();
        let Some(info) = found else {
            let known = session.status.is_some();
            return Ok(known || decide(&session.health, None, &self.settings, now) != Step::Wait);
        };
        let sight = Sight::of(info);
        let unchanged = session.status.as_ref() == Some(&sight.status)
            && state::after(&session.health, &sight.status, now) == session.health
            && (sight.phone.is_none() || sight.phone == session.phone);
        let health = if unchanged {
            session.health
        } else {
            let mut tx = self.whatsapp.database.begin(tenant).await?;
            note::seen(&mut tx, tenant, &sight.seen(at), now).await?;
            let session = sessions::lookup(&mut tx, tenant).await?;
            tx.commit().await?;
            match session {
                Some(session) => session.health,
                None => return Ok(false),
            }
        };
        let found = Found {
            status: &sight.status,
            drifted: self.drifted(tenant, name, info),
        };
        Ok(decide(&health, Some(found), &self.settings, now) != Step::Wait)
    }

    /// Lists of some versions leave the configuration out; then it is not compared.
    pub(super) fn drifted(&self, tenant: TenantId, name: &SessionName, info: &SessionInfo) -> bool {
        info.config.as_ref().is_some_and(|config| {
            let wanted = self.whatsapp.plan.config(tenant, name);
            crate::whatsapp::repaired(config.clone(), &wanted).is_some()
        })
    }

    async fn tell_unreachable(&self, known: &Known, error: &waha::Error) -> Result<(), Error> {
        let reason = error.to_string();
        for (tenant, session) in known {
            let told = session.as_ref().is_none_or(|session| {
                session.wanted == Wanted::Absent
                    || state::State::of(&session.health) == state::State::WahaUnreachable
            });
            if told || tenant.session.is_none() {
                continue;
            }
            let mut tx = self.whatsapp.database.begin(tenant.id).await?;
            note::unreachable(&mut tx, tenant.id, &reason, clock::now()).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// All tenants, and their sessions.
    async fn known(&self) -> Result<Known, StorageError> {
        let mut known: Known = Vec::new();
        loop {
            let database = &self.whatsapp.database;
            let after = known.last().map(|(tenant, _)| tenant.id);
            let mut tx = database.begin_for(&[]).await?;
            let page = tenants::list(&mut tx, after, PAGE).await?;
            drop(tx);
            if page.is_empty() {
                return Ok(known);
            }
            let ids: Vec<_> = page.iter().map(|tenant| tenant.id).collect();
            let mut tx = database.begin_for(&ids).await?;
            let mut sessions: HashMap<_, _> =
                sessions::list(&mut tx, &ids).await?.into_iter().collect();
            known.extend(page.into_iter().map(|tenant| {
                let session = sessions.remove(&tenant.id);
                (tenant, session)
            }));
        }
    }
}

/// What an answer of WAHA's shows of a session.
pub(super) struct Sight {
    pub(super) status: SessionStatus,
    phone: Option<Phone>,
}

impl Sight {
    pub(super) fn of(info: &SessionInfo) -> Self {
        let status = SessionStatus::from(info.status.as_str().to_owned());
        // `me` alone proves nothing: old WAHA sends it before anybody is logged in.
        let me = info
            .me
            .as_ref()
            .filter(|_| status == SessionStatus::Working);
        Self {
            phone: me.and_then(|me| me.phone()?.parse().ok()),
            status,
        }
    }

    pub(super) fn seen(&self, at: OffsetDateTime) -> Seen<'_> {
        Seen {
            status: &self.status,
            at,
            phone: self.phone.as_ref(),
        }
    }
}

/// The sessions that are being worked on, a few at once.
struct Work {
    reconciler: Reconciler,
    running: JoinSet<Done>,
    busy: bool,
}

impl Work {
    fn new(reconciler: Reconciler) -> Self {
        Self {
            reconciler,
            running: JoinSet::new(),
            busy: false,
        }
    }

    async fn begin(&mut self, tenant: TenantId) {
        if self.running.len() >= AT_ONCE {
            self.join_one().await;
        }
        let reconciler = self.reconciler.clone();
        self.running
            .spawn(async move { reconciler.heal(tenant).await });
    }

    async fn join_one(&mut self) -> bool {
        match self.running.join_next().await {
            Some(Ok(done)) => self.busy |= done == Done::Busy,
            Some(Err(error)) => tracing::error!(%error, "the work on a session ended badly"),
            None => return false,
        }
        true
    }

    async fn end(mut self) -> bool {
        while self.join_one().await {}
        self.busy
    }
}
