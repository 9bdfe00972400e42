//! A tenant's link to WhatsApp: connect, see, disconnect.
//!
//! What is wanted is written to Postgres first and WAHA is brought to it afterwards, so that every
//! call can be repeated after any failure.

mod connect;
mod disconnect;
mod keys;
mod place;
mod relocate;
mod session_config;
mod status;
mod suspend;

use axum::http::StatusCode;
use bus::Changes;
use bytes::Bytes;
use domain::{Phone, SessionName, TenantId};
use fleet::{Fleet, FleetError};
use media_store::{MediaStore, StoreError};
use storage::{Database, StorageError, Tx, tenants};

pub(crate) use connect::Connected;
pub(crate) use disconnect::Disconnected;
pub(crate) use keys::accepted_versions;
pub(crate) use place::Place;
pub(crate) use relocate::{moves_freely, shared};
pub(crate) use session_config::{SessionPlan, repaired};
pub(crate) use status::Status;

use crate::problem::Problem;
use crate::routes::{RouteError, Routes};
use crate::session_leases::SessionLeases;
use crate::tenant_locks::TenantLocks;
use crate::wake::Wake;

/// What can be done with the WhatsApp sessions of tenants.
#[derive(Clone)]
pub(crate) struct WhatsApp {
    pub(crate) database: Database,
    pub(crate) fleet: Fleet,
    pub(crate) routes: Routes,
    pub(crate) locks: TenantLocks,
    pub(crate) leases: SessionLeases,
    /// Asks the reconciler to look.
    pub(crate) wake: Wake,
    /// Tells who watches.
    pub(crate) changes: Changes,
    pub(crate) plan: SessionPlan,
    /// The files of messages.
    pub(crate) media: MediaStore,
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no such tenant")]
    TenantUnknown,
    #[error("the tenant is disabled")]
    TenantDisabled,
    #[error("the session's name belongs to another tenant")]
    SessionTaken(#[source] StorageError),
    #[error("the tenant is being deleted")]
    TenantDeleting,
    #[error("the tenant has no WhatsApp session")]
    NotConfigured,
    #[error("no WAHA node has room for another session: add a node, or let one hold more")]
    NoCapacity,
    #[error("the session is on this WAHA node already")]
    SameNode,
    #[error("there is no such WAHA node, or it is being drained")]
    NodeUnknown,
    #[error(
        "the WAHA node that holds the session does not answer, and it shares its storage: two nodes must \
         not run one session. Move it with `force` once that node is down for certain"
    )]
    NodeUnreachable(#[source] waha::Error),
    #[error("the session still waits for its present webhook key")]
    RotationPending,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Route(#[from] RouteError),
    #[error(transparent)]
    Waha(#[from] waha::Error),
    #[error(transparent)]
    Fleet(#[from] FleetError),
    #[error(transparent)]
    Media(#[from] StoreError),
}

impl WhatsApp {
    /// Commits what was noted of the tenant's session, and tells whoever watches it.
    pub(crate) async fn commit(&self, tx: Tx, tenant: TenantId) -> Result<(), StorageError> {
        tx.commit().await?;
        self.changes.session(tenant).await;
        Ok(())
    }

    /// A client of the WAHA that holds the tenant's session.
    pub(crate) async fn waha_of(&self, tenant: TenantId) -> Result<waha::Client, Error> {
        Ok(self.fleet.client_of(tenant).await?)
    }

    /// The tenant's session where it is, or where it is to be.
    pub(crate) async fn place_of(&self, known: &tenants::Tenant) -> Result<Place, Error> {
        Ok(self.place_in(self.waha_of(known.id).await?, known))
    }

    /// The tenant's session in a WAHA that is at hand.
    pub(crate) fn place_in(&self, waha: waha::Client, known: &tenants::Tenant) -> Place {
        let session = known.session_name();
        let config = self.plan.config(known.id, &session, known.key.version);
        Place {
            waha,
            session,
            config,
        }
    }

    /// The text in the session's QR code.
    pub(crate) async fn qr_value(&self, tenant: TenantId) -> Result<String, Error> {
        let (waha, session) = self.session_to_scan(tenant).await?;
        Ok(waha.auth().qr_value(session.as_str()).await?)
    }

    /// The session's QR code as a PNG.
    pub(crate) async fn qr_png(&self, tenant: TenantId) -> Result<Bytes, Error> {
        let (waha, session) = self.session_to_scan(tenant).await?;
        Ok(waha.auth().qr_png(session.as_str()).await?)
    }

    /// A code to type into the phone of this number instead of scanning.
    pub(crate) async fn pairing_code(
        &self,
        tenant: TenantId,
        phone: &Phone,
    ) -> Result<String, Error> {
        let (waha, session) = self.session_to_scan(tenant).await?;
        let auth = waha.auth();
        Ok(auth.request_code(session.as_str(), phone.as_str()).await?)
    }

    /// The tenant's session, which has a QR code or will have one in a moment. WAHA waits 15 s for a
    /// code that never comes; a person who waits for a picture is told at once.
    async fn session_to_scan(
        &self,
        tenant: TenantId,
    ) -> Result<(waha::Client, SessionName), Error> {
        let session = self
            .lookup(tenant)
            .await?
            .session
            .ok_or(Error::NotConfigured)?;
        let waha = self.waha_of(tenant).await?;
        match waha.sessions().get(session.as_str()).await?.status {
            waha::SessionStatus::ScanQrCode | waha::SessionStatus::Starting => Ok((waha, session)),
            status => Err(waha::Error::WrongStatus { status }.into()),
        }
    }

    async fn lookup(&self, tenant: TenantId) -> Result<tenants::Tenant, Error> {
        let mut tx = self.database.begin(tenant).await?;
        tenants::lookup(&mut tx, tenant)
            .await?
            .ok_or(Error::TenantUnknown)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let conflict = |code| Self::new(StatusCode::CONFLICT, code, sentence(&error));
        match error {
            Error::TenantUnknown => Self::tenant_not_found(),
            Error::TenantDisabled => conflict("tenant_disabled"),
            Error::TenantDeleting => conflict("tenant_deleting"),
            Error::SessionTaken(_) => conflict("session_taken").because(error),
            Error::NotConfigured | Error::Fleet(FleetError::NoNode) => {
                Self::new(StatusCode::NOT_FOUND, "session_not_found", sentence(&error))
            }
            Error::NoCapacity => conflict("no_capacity"),
            Error::SameNode => conflict("same_node"),
            Error::NodeUnknown => {
                Self::new(StatusCode::NOT_FOUND, "node_not_found", sentence(&error))
            }
            Error::NodeUnreachable(_) => conflict("node_unreachable").because(error),
            Error::RotationPending => conflict("rotation_pending"),
            Error::Storage(error)
            | Error::Route(RouteError::Storage(error))
            | Error::Fleet(FleetError::Storage(error)) => error.into(),
            Error::Fleet(error) => Self::internal().because(error),
            Error::Media(error) => Self::internal().because(error),
            Error::Route(RouteError::Bus(error)) => error.into(),
            Error::Waha(error) => error.into(),
        }
    }
}

/// An error's text as a sentence.
fn sentence(error: &Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => text,
    }
}

#[cfg(test)]
mod tests;
