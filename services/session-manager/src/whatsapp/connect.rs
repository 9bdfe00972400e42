//! Connect: a session that runs, with our webhook, whatever was there before.

use domain::{SessionName, TenantId};
use service_runtime::clock;
use storage::nodes::{self, NodeId, NodeState};
use storage::sessions::{self, Session, Wanted};
use storage::tenants::{self, Tenant};
use storage::{StorageError, Tx};
use time::OffsetDateTime;
use waha::SessionStatus;

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
        let known = self.want_running(tenant, by).await?;
        // Wherever this ends from here on, the reconciler goes on with it.
        self.wake.all();
        let place = self.place_of(&known).await?;
        let session = known.session_name();
        let at = clock::now();
        let status = place.bring_up().await?;
        self.note_answer(tenant, &status, at).await?;
        tracing::info!(%tenant, %session, %status, "session connected");
        Ok(Connected {
            session,
            linked: status == SessionStatus::Working,
        })
    }

    /// Writes what is wanted, and tells ingress: the first webhook may come before WAHA has answered.
    async fn want_running(&self, tenant: TenantId, by: &str) -> Result<Tenant, Error> {
        let mut tx = self.database.begin(tenant).await?;
        let known = tenants::lock(&mut tx, tenant)
            .await?
            .ok_or(Error::TenantUnknown)?;
        if known.deleting {
            return Err(Error::TenantDeleting);
        }
        if !known.enabled {
            return Err(Error::TenantDisabled);
        }
        let session = known.session_name();
        let before = sessions::lock(&mut tx, tenant).await?;
        let node = choose_node(&mut tx, before.as_ref()).await?;
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
        if before.and_then(|before| before.node) != Some(node) {
            sessions::set_node(&mut tx, tenant, Some(node)).await?;
        }
        reconcile::asked(&mut tx, tenant, by, clock::now()).await?;
        self.commit(tx, tenant).await?;
        self.routes.renew(tenant).await?;
        Ok(Tenant {
            session: Some(session),
            ..known
        })
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
        Ok(self.commit(tx, tenant).await?)
    }
}

/// The node that holds the session, or the one that is to: the one with the most room. A session that is
/// linked stays where it is, whatever the node's state: elsewhere the phone would have to be linked again.
async fn choose_node(tx: &mut Tx, session: Option<&Session>) -> Result<NodeId, Error> {
    if let Some(session) = session
        && let Some(node) = session.node
        && (session.phone.is_some() || takes_sessions(tx, node).await?)
    {
        return Ok(node);
    }
    nodes::find_room(tx, None).await?.ok_or(Error::NoCapacity)
}

async fn takes_sessions(tx: &mut Tx, node: NodeId) -> Result<bool, StorageError> {
    let node = nodes::lookup(tx, node).await?;
    Ok(node.is_some_and(|node| !node.draining && node.health.state != NodeState::Unreachable))
}
