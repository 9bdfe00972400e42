//! Telling those who watch a tenant that something of it has changed.

use std::time::Duration;

use async_nats::connection::State;
use domain::{MessageKey, TenantId};
use events::{Change, TenantChange};
use tokio::time::timeout;

use crate::Bus;

/// How long a change may wait for its place in the connection's buffer.
const PATIENCE: Duration = Duration::from_millis(100);

/// Tells of changes, after they were committed. Best effort: nobody waits until one is stored, nothing fails
/// with it, and who watches finds what was lost by looking. Cheap to clone.
#[derive(Clone)]
pub struct Changes {
    client: async_nats::Client,
}

impl Bus {
    /// Tells of changes.
    pub fn changes(&self) -> Changes {
        Changes {
            client: self.client().clone(),
        }
    }
}

impl Changes {
    /// The tenant's WhatsApp session is another way, or its timeline is longer.
    pub async fn session(&self, tenant: TenantId) {
        self.tell(tenant, Change::Session).await;
    }

    /// The tenant's session has a new QR code.
    pub async fn qr(&self, tenant: TenantId) {
        self.tell(tenant, Change::Qr).await;
    }

    /// A message is in a mailbox of the tenant, under this key, or something of it is otherwise. That its conversation is
    /// otherwise too goes without saying.
    pub async fn message(&self, tenant: TenantId, key: MessageKey) {
        self.tell(tenant, Change::Message(key)).await;
    }

    /// A conversation of the tenant is another way, or what is about to be said in it.
    pub async fn conversation(&self, tenant: TenantId, id: i64) {
        self.tell(tenant, Change::Conversation(id)).await;
    }

    /// A lead of the tenant is another way.
    pub async fn lead(&self, tenant: TenantId, id: i64) {
        self.tell(tenant, Change::Lead(id)).await;
    }

    async fn tell(&self, tenant: TenantId, change: Change) {
        // The client would keep it until it is connected again, and hold up the caller once it keeps too much.
        if self.client.connection_state() != State::Connected {
            return;
        }
        let change = TenantChange { tenant, change };
        let subject = change.subject().to_string();
        let told = timeout(PATIENCE, self.client.publish(subject, change.encode())).await;
        if !matches!(told, Ok(Ok(()))) {
            tracing::debug!(%tenant, "a change is not told");
        }
    }
}
