//! One holder of a tenant's session among all session-managers.
//!
//! Connect, disconnect and the reconciler hold a session's lease while they ask WAHA for anything about
//! it. The lease is prolonged as long as its holder lives; a crashed one's runs out.

use std::time::Duration;

use domain::TenantId;
use storage::session_leases::{self, SessionLease};
use storage::{Database, StorageError};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// How soon a crashed holder's session can be worked on by another.
const TIME: Duration = Duration::from_secs(20);
/// How often a lease is prolonged.
const RENEWAL: Duration = Duration::from_secs(5);
/// How often a request looks whether the other holder is done.
const POLL: Duration = Duration::from_millis(200);

#[derive(Clone)]
pub(crate) struct SessionLeases {
    database: Database,
}

/// A held lease; given back when it is dropped.
pub(crate) struct Held {
    database: Database,
    lease: SessionLease,
    renewal: JoinHandle<()>,
}

impl SessionLeases {
    pub(crate) fn new(database: Database) -> Self {
        Self { database }
    }

    /// Waits until nobody else works on the session.
    pub(crate) async fn hold(&self, tenant: TenantId) -> Result<Held, StorageError> {
        loop {
            if let Some(held) = self.try_hold(tenant).await? {
                return Ok(held);
            }
            sleep(POLL).await;
        }
    }

    /// `None` when somebody else works on the session.
    pub(crate) async fn try_hold(&self, tenant: TenantId) -> Result<Option<Held>, StorageError> {
        let lease = session_leases::take(&self.database, tenant, TIME).await?;
        Ok(lease.map(|lease| Held {
            database: self.database.clone(),
            lease,
            renewal: tokio::spawn(renew(self.database.clone(), lease)),
        }))
    }
}

async fn renew(database: Database, lease: SessionLease) {
    loop {
        sleep(RENEWAL).await;
        match session_leases::renew(&database, lease, TIME).await {
            Ok(true) => {}
            // The work goes on: each of its calls can be repeated by the other holder without harm.
            Ok(false) => return tracing::warn!("a session's lease was lost"),
            Err(error) => tracing::warn!(%error, "a session's lease was not prolonged"),
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.renewal.abort();
        let (database, lease) = (self.database.clone(), self.lease);
        // Also when a request was dropped in the middle: nobody is to wait for the lease to run out.
        tokio::spawn(async move {
            if let Err(error) = session_leases::release(&database, lease).await {
                tracing::debug!(%error, "a session's lease runs out by itself");
            }
        });
    }
}
