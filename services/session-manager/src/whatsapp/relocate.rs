//! Moving a session to another WAHA node.
//!
//! The phone has to be linked again, unless both nodes share their storage: then the credentials are there
//! already, and the session is stopped on the one and started on the other.

use domain::{SessionName, TenantId};
use service_runtime::{clock, telemetry};
use storage::nodes::{self, Node, NodeId};
use storage::sessions::{self, Session, Wanted};
use storage::tenants::{self, Tenant};

use super::{Error, WhatsApp};
use crate::reconcile;

/// Where a session is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moved {
    pub(crate) node: NodeId,
    /// Whether the phone has to be linked again.
    pub(crate) needs_scan: bool,
}

/// From where to where.
struct Way {
    known: Tenant,
    from: Option<Node>,
    to: Node,
}

impl WhatsApp {
    /// Moves the tenant's session to `to`, or to the node with the most room. `force`: the node that holds it
    /// is down for certain, though its storage is shared. `by` says who asked.
    pub(crate) async fn relocate(
        &self,
        tenant: TenantId,
        to: Option<NodeId>,
        force: bool,
        by: &str,
    ) -> Result<Moved, Error> {
        let _lock = self.locks.lock(tenant).await;
        let _held = self.leases.hold(tenant).await?;
        self.relocate_held(tenant, to, force, by).await
    }

    /// The same for who holds the session's lease already.
    pub(crate) async fn relocate_held(
        &self,
        tenant: TenantId,
        to: Option<NodeId>,
        force: bool,
        by: &str,
    ) -> Result<Moved, Error> {
        let way = self.way(tenant, to).await?;
        let stays_linked = way.from.as_ref().is_some_and(|from| shared(from, &way.to));
        let former = match &way.from {
            Some(from) => Some(self.fleet.client(from.id, &from.address)?),
            None => None,
        };
        if let (true, Some(former)) = (stays_linked, &former) {
            // First of all: two nodes must never run one session. Should this end here, the reconciler
            // starts it again where it was.
            stop(former, &way.known.session_name(), force).await?;
        }
        self.note_moved(&way, stays_linked, by).await?;
        self.wake.all();
        if let (false, Some(former)) = (stays_linked, former) {
            let place = self.place_in(former, &way.known);
            if let Err(error) = place.take_down().await {
                // It is removed as one that nobody wants, once that node answers.
                let error = telemetry::chain(&error).to_string();
                tracing::warn!(%tenant, error, "the session that was left behind is not removed yet");
            }
        }
        self.begin_there(&way).await;
        Ok(Moved {
            node: way.to.id,
            needs_scan: !stays_linked,
        })
    }

    async fn way(&self, tenant: TenantId, to: Option<NodeId>) -> Result<Way, Error> {
        let mut tx = self.database.begin(tenant).await?;
        let known = tenants::lookup(&mut tx, tenant).await?;
        let known = known.ok_or(Error::TenantUnknown)?;
        let session = sessions::lookup(&mut tx, tenant).await?;
        let wanted = session.filter(|session| session.wanted == Wanted::Running);
        let (Some(Session { node, .. }), true) = (wanted, known.session.is_some()) else {
            return Err(Error::NotConfigured);
        };
        let from = match node {
            Some(node) => nodes::lookup(&mut tx, node).await?,
            None => None,
        };
        let to = match to {
            Some(to) => to,
            None => nodes::find_room(&mut tx, node)
                .await?
                .ok_or(Error::NoCapacity)?,
        };
        if node == Some(to) {
            return Err(Error::SameNode);
        }
        let to = nodes::lookup(&mut tx, to).await?;
        let to = to.filter(|to| !to.draining).ok_or(Error::NodeUnknown)?;
        Ok(Way { known, from, to })
    }

    async fn note_moved(&self, way: &Way, stays_linked: bool, by: &str) -> Result<(), Error> {
        let tenant = way.known.id;
        let mut tx = self.database.begin(tenant).await?;
        tenants::lock(&mut tx, tenant).await?;
        sessions::set_node(&mut tx, tenant, Some(way.to.id)).await?;
        if !stays_linked {
            sessions::forget_phone(&mut tx, tenant).await?;
        }
        reconcile::moved(&mut tx, tenant, stays_linked, by, clock::now()).await?;
        Ok(self.commit(tx, tenant).await?)
    }

    /// The reconciler would do it as well, a moment later.
    async fn begin_there(&self, way: &Way) {
        let begun = match self.fleet.client(way.to.id, &way.to.address) {
            Ok(waha) => {
                let place = self.place_in(waha, &way.known);
                place.bring_up().await.map(drop).map_err(Error::from)
            }
            Err(error) => Err(error.into()),
        };
        if let Err(error) = begun {
            let error = telemetry::chain(&error).to_string();
            tracing::warn!(tenant = %way.known.id, error, "the moved session does not run yet");
        }
    }
}

/// Whether a session that moves from one to the other stays linked.
pub(crate) fn shared(one: &Node, other: &Node) -> bool {
    one.storage.is_some() && one.storage == other.storage
}

/// Whether nobody loses anything when the session leaves its node: it is linked to no phone.
pub(crate) fn moves_freely(session: &Session) -> bool {
    session.phone.is_none() && !session.health.linked
}

async fn stop(waha: &waha::Client, session: &SessionName, force: bool) -> Result<(), Error> {
    match waha.sessions().stop(session.as_str()).await {
        Ok(()) | Err(waha::Error::SessionUnknown) => Ok(()),
        Err(error) if force => {
            tracing::warn!(%session, %error, "moved by force: its former node did not stop it");
            Ok(())
        }
        Err(error) => Err(Error::NodeUnreachable(error)),
    }
}
