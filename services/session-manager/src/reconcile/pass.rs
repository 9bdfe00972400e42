//! One look at all sessions of a WAHA node.

use std::collections::HashMap;

use domain::{Phone, SessionStatus, TenantId};
use service_runtime::clock;
use storage::StorageError;
use storage::nodes::{self, Node, NodeId, NodeState};
use storage::sessions::{self, Session, Wanted};
use storage::tenants::{self, Tenant};
use time::OffsetDateTime;
use tokio::task::JoinSet;
use waha::SessionInfo;

use super::decide::{Found, Step, decide};
use super::fleet_watch::Reconciler;
use super::heal::Done;
use super::note::{self, Seen};
use super::orphans::Orphans;
use super::rollout::Rollout;
use super::state::{self, State};
use crate::whatsapp::{Error, moves_freely};

/// Sessions worked on at once.
const AT_ONCE: usize = 4;
/// Lists that fail in a row before people are told: one may be a WAHA that is being restarted.
const UNREACHABLE: u32 = 2;

/// What WAHA has, by name.
type Actual = HashMap<String, SessionInfo>;
type Known = Vec<(Tenant, Session)>;

/// Looks at a node, again and again.
pub(super) struct NodePass {
    reconciler: Reconciler,
    node: NodeId,
    orphans: Orphans,
    rollout: Rollout,
    /// Whether the node has said its version since it last became reachable.
    introduced: bool,
}

/// Whether a session has to be worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Nothing,
    Work,
    /// It runs well, and is to have another configuration: one after another.
    Configuration,
}

impl NodePass {
    pub(super) fn new(reconciler: Reconciler, node: NodeId) -> Self {
        Self {
            reconciler,
            node,
            orphans: Orphans::default(),
            rollout: Rollout::default(),
            introduced: false,
        }
    }

    /// Returns whether it is to look again soon: sessions were left to somebody else who works on them, or
    /// wait for their turn. A pass that finds nothing to do is one call of WAHA, and writes nothing.
    pub(super) async fn run(&mut self, failures: u32) -> Result<bool, Error> {
        let Some((node, known)) = self.known().await? else {
            // It was removed, and its loop ends in a moment.
            return Ok(false);
        };
        let at = clock::now();
        let actual = match self.actual(&node).await {
            Ok(actual) => actual,
            Err(error) => {
                self.introduced = false;
                if failures + 1 >= UNREACHABLE {
                    self.tell_unreachable(&known, &error).await?;
                }
                return Err(error);
            }
        };
        if !self.introduced || node.health.state != NodeState::Ok {
            self.introduce(&node).await?;
        }
        self.work(&node, known, actual, at).await
    }

    async fn work(
        &mut self,
        node: &Node,
        known: Known,
        mut actual: Actual,
        at: OffsetDateTime,
    ) -> Result<bool, Error> {
        let mut work = Work::new(self.reconciler.clone());
        let mut waits = Vec::new();
        let mut statuses = HashMap::with_capacity(known.len());
        for (tenant, session) in known {
            let Some(name) = &tenant.session else {
                continue;
            };
            let found = actual.remove(name.as_str());
            match self
                .need(node, &tenant, session, found.as_ref(), at)
                .await?
            {
                Need::Nothing => {}
                Need::Work => work.begin(tenant.id).await,
                Need::Configuration => waits.push(tenant.id),
            }
            if let Some(info) = found {
                statuses.insert(tenant.id, Sight::of(&info).status);
            }
        }
        let now = clock::now();
        if let Some(next) = waits.first()
            && self.rollout.is_free(now, |last| statuses.get(&last))
        {
            self.rollout.begin(*next, now);
            work.begin(*next).await;
        }
        let grace = self.reconciler.settings.orphan_grace;
        let due = self.orphans.due(actual.into_values(), now, grace);
        if !due.is_empty() && self.is_our_database().await? {
            for orphan in due {
                self.reconciler.remove_orphan(node, &orphan).await;
            }
        }
        Ok(work.end().await || !waits.is_empty())
    }

    /// Notes what was found, and says whether there is something to do.
    async fn need(
        &self,
        node: &Node,
        tenant: &Tenant,
        session: Session,
        found: Option<&SessionInfo>,
        at: OffsetDateTime,
    ) -> Result<Need, Error> {
        let work = |is: bool| if is { Need::Work } else { Need::Nothing };
        if session.wanted == Wanted::Absent {
            return Ok(Need::Work);
        }
        if !tenant.enabled {
            let runs = found.is_some_and(|info| info.status != waha::SessionStatus::Stopped);
            let told = State::of(&session.health) == State::Suspended;
            return Ok(work(runs || !told));
        }
        if node.draining && (session.may_leave || moves_freely(&session)) {
            return Ok(Need::Work);
        }
        let now = clock::now();
        let settings = &self.reconciler.settings;
        let Some(info) = found else {
            let known = session.status.is_some();
            return Ok(work(
                known || decide(&session.health, None, settings, now) != Step::Wait,
            ));
        };
        let whatsapp = &self.reconciler.whatsapp;
        let waha = whatsapp.fleet.client(node.id, &node.address)?;
        let Some(health) = self.noted(tenant.id, session, info, at, now).await? else {
            return Ok(Need::Nothing);
        };
        let drifted = whatsapp.place_in(waha, tenant).drifted(info);
        let sight = Sight::of(info);
        let found = Found {
            status: &sight.status,
            drifted,
        };
        let key_pending = tenant.key.rolled_out_at.is_none();
        Ok(match decide(&health, Some(found), settings, now) {
            // Whether it has its new key: the list does not say so in some versions.
            Step::Wait if key_pending && info.config.is_none() => Need::Configuration,
            Step::Wait => work(key_pending && !drifted),
            Step::Reconfigure => Need::Configuration,
            _ => Need::Work,
        })
    }

    /// How the session is, after what was found was noted; `None` when it is gone meanwhile.
    async fn noted(
        &self,
        tenant: TenantId,
        session: Session,
        info: &SessionInfo,
        at: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<Option<sessions::Health>, StorageError> {
        let sight = Sight::of(info);
        let unchanged = session.status.as_ref() == Some(&sight.status)
            && state::after(&session.health, &sight.status, now) == session.health
            && (sight.phone.is_none() || sight.phone == session.phone);
        if unchanged {
            return Ok(Some(session.health));
        }
        let whatsapp = &self.reconciler.whatsapp;
        let mut tx = whatsapp.database.begin(tenant).await?;
        note::seen(&mut tx, tenant, &sight.seen(at), now).await?;
        let session = sessions::lookup(&mut tx, tenant).await?;
        whatsapp.commit(tx, tenant).await?;
        Ok(session.map(|session| session.health))
    }

    async fn actual(&self, node: &Node) -> Result<Actual, Error> {
        let waha = self
            .reconciler
            .whatsapp
            .fleet
            .client(node.id, &node.address)?;
        let list = waha.sessions().list().await?;
        Ok(list
            .into_iter()
            .map(|info| (info.name.clone(), info))
            .collect())
    }

    /// The node, and the sessions that it holds by what we know.
    async fn known(&self) -> Result<Option<(Node, Known)>, StorageError> {
        let database = &self.reconciler.whatsapp.database;
        let mut tx = database.begin_for(&[]).await?;
        let node = nodes::lookup(&mut tx, self.node).await?;
        let ids = nodes::list_tenants(&mut tx, self.node).await?;
        let tenants = tenants::list_of(&mut tx, &ids).await?;
        drop(tx);
        let Some(node) = node else { return Ok(None) };
        let mut tx = database.begin_for(&ids).await?;
        let sessions = sessions::list(&mut tx, &ids).await?;
        drop(tx);
        let mut sessions: HashMap<_, _> = sessions.into_iter().collect();
        let known = tenants.into_iter().filter_map(|tenant| {
            let session = sessions.remove(&tenant.id)?;
            // It may have moved between the two questions.
            (session.node == Some(node.id)).then_some((tenant, session))
        });
        let known = known.collect();
        Ok(Some((node, known)))
    }

    /// A database without tenants is more likely the wrong one than one whose tenants are all gone.
    async fn is_our_database(&self) -> Result<bool, StorageError> {
        let database = &self.reconciler.whatsapp.database;
        let mut tx = database.begin_for(&[]).await?;
        Ok(!tenants::list(&mut tx, None, 1).await?.is_empty())
    }

    /// The node answers: which WAHA is it?
    async fn introduce(&mut self, node: &Node) -> Result<(), Error> {
        let whatsapp = &self.reconciler.whatsapp;
        let waha = whatsapp.fleet.client(node.id, &node.address)?;
        let version = waha.server().version().await?;
        let mut tx = whatsapp.database.begin_for(&[]).await?;
        let (engine, number) = (&version.engine, &version.version);
        let news = nodes::note_reachable(&mut tx, node.id, engine, number).await?;
        tx.commit().await?;
        if news {
            tracing::info!(
                node = node.name,
                engine,
                version = number,
                "a WAHA node answers"
            );
        }
        self.introduced = true;
        Ok(())
    }

    async fn tell_unreachable(&self, known: &Known, error: &Error) -> Result<(), Error> {
        let reason = error.to_string();
        let whatsapp = &self.reconciler.whatsapp;
        let mut tx = whatsapp.database.begin_for(&[]).await?;
        nodes::note_unreachable(&mut tx, self.node, &reason).await?;
        tx.commit().await?;
        for (tenant, session) in known {
            let told = session.wanted == Wanted::Absent
                || matches!(
                    State::of(&session.health),
                    State::WahaUnreachable | State::Suspended
                );
            if told || tenant.session.is_none() {
                continue;
            }
            let mut tx = whatsapp.database.begin(tenant.id).await?;
            note::unreachable(&mut tx, tenant.id, &reason, clock::now()).await?;
            whatsapp.commit(tx, tenant.id).await?;
        }
        Ok(())
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
