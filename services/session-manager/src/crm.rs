//! Tells a tenant's CRM what happens to leads, by signed webhooks (Standard Webhooks).
//!
//! What is to be told stands in Postgres beside the change itself; the [`Sender`] sends it until it is taken. A CRM's URL
//! comes from a tenant, so that it must not reach what only we can: see [`outbound`].

mod secret;
mod sender;
mod settings;
mod signature;

use std::sync::Arc;

use domain::seal::Sealer;
use outbound::Guard;
use storage::Database;
use tokio::sync::Notify;

pub(crate) use secret::HookSecret;
pub(crate) use sender::Sender;
pub use settings::CrmSettings;

/// What the API and the sender work with. Clones share it.
#[derive(Clone)]
pub(crate) struct Crm {
    pub(crate) sealer: Sealer,
    pub(crate) guard: Guard,
    settings: CrmSettings,
    wake: Arc<Notify>,
}

impl Crm {
    pub(crate) fn new(settings: &CrmSettings, sealer: Sealer) -> Self {
        Self {
            sealer,
            guard: Guard::new(settings.allow_insecure),
            settings: settings.clone(),
            wake: Arc::default(),
        }
    }

    /// Asks for a look at once: something is due.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// What sends, to be run beside the API.
    pub(crate) fn sender(&self, database: &Database) -> anyhow::Result<Sender> {
        Sender::new(self.clone(), database.clone())
    }
}

/// The `webhook-id` of a delivery: the same for every attempt.
pub(crate) fn webhook_id(delivery: i64) -> String {
    format!("msg_{delivery}")
}
