//! Status: what WAHA says at this moment. Asking changes nothing.

use domain::TenantId;
use waha::SessionStatus;

use super::{Error, WhatsApp};

/// What there is to say of a tenant's session.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// The tenant has not connected, or has disconnected.
    NotConfigured,
    /// WAHA does not know the session.
    NotFound,
    /// Linked and connected.
    Working {
        session: String,
        /// Digits; absent for moments after the link.
        phone: Option<String>,
    },
    /// Anything else, also what WAHA will invent.
    Other(SessionStatus),
}

impl WhatsApp {
    /// The session's status.
    pub(crate) async fn status(&self, tenant: TenantId) -> Result<Status, Error> {
        let Some(session) = self.lookup(tenant).await?.session else {
            return Ok(Status::NotConfigured);
        };
        let waha = self.waha_of(tenant).await?;
        match waha.sessions().get(session.as_str()).await {
            Ok(info) if info.status == SessionStatus::Working => Ok(Status::Working {
                session: info.name,
                phone: info.me.and_then(|me| me.phone()),
            }),
            Ok(info) => Ok(Status::Other(info.status)),
            Err(waha::Error::SessionUnknown) => Ok(Status::NotFound),
            Err(error) => Err(error.into()),
        }
    }
}
