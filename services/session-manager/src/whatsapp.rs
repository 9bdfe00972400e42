//! A tenant's link to WhatsApp: connect, see, disconnect.
//!
//! What is wanted is written to Postgres first and WAHA is brought to it afterwards, so that every
//! call can be repeated after any failure.

mod connect;
mod disconnect;
mod session_config;
mod status;

use std::sync::Arc;

use axum::http::StatusCode;
use bytes::Bytes;
use domain::{SessionName, TenantId};
use storage::{Database, StorageError, tenants};
use tokio::sync::Notify;

pub(crate) use connect::Connected;
pub(crate) use disconnect::Disconnected;
pub(crate) use session_config::{SessionPlan, repaired};
pub(crate) use status::Status;

use crate::problem::Problem;
use crate::routes::{RouteError, Routes};
use crate::session_leases::SessionLeases;
use crate::tenant_locks::TenantLocks;

/// What can be done with the WhatsApp sessions of tenants.
#[derive(Clone)]
pub(crate) struct WhatsApp {
    pub(crate) database: Database,
    pub(crate) waha: waha::Client,
    pub(crate) routes: Routes,
    pub(crate) locks: TenantLocks,
    pub(crate) leases: SessionLeases,
    /// Asks the reconciler to look.
    pub(crate) wake: Arc<Notify>,
    pub(crate) plan: SessionPlan,
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
    #[error("the tenant has no WhatsApp session")]
    NotConfigured,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Route(#[from] RouteError),
    #[error(transparent)]
    Waha(#[from] waha::Error),
}

impl WhatsApp {
    /// The text in the session's QR code.
    pub(crate) async fn qr_value(&self, tenant: TenantId) -> Result<String, Error> {
        let session = self.session_to_scan(tenant).await?;
        Ok(self.waha.auth().qr_value(session.as_str()).await?)
    }

    /// The session's QR code as a PNG.
    pub(crate) async fn qr_png(&self, tenant: TenantId) -> Result<Bytes, Error> {
        let session = self.session_to_scan(tenant).await?;
        Ok(self.waha.auth().qr_png(session.as_str()).await?)
    }

    /// The tenant's session, which has a QR code or will have one in a moment. WAHA waits 15 s for a
    /// code that never comes; a person who waits for a picture is told at once.
    async fn session_to_scan(&self, tenant: TenantId) -> Result<SessionName, Error> {
        let session = self
            .lookup(tenant)
            .await?
            .session
            .ok_or(Error::NotConfigured)?;
        match self.waha.sessions().get(session.as_str()).await?.status {
            waha::SessionStatus::ScanQrCode | waha::SessionStatus::Starting => Ok(session),
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
            Error::SessionTaken(_) => conflict("session_taken").because(error),
            Error::NotConfigured => {
                Self::new(StatusCode::NOT_FOUND, "session_not_found", sentence(&error))
            }
            Error::Storage(error) | Error::Route(RouteError::Storage(error)) => error.into(),
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
