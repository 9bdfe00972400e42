//! Who writes to whom: customers, spread evenly over tenants.

use anyhow::Result;
use domain::{SessionName, TenantId};

use crate::webhooks;

/// The first customer's number; the others follow.
pub(crate) const FIRST_PHONE: u64 = 971_500_000_000;
/// The first customer's other address.
pub(crate) const FIRST_LID: u64 = 201_938_400_000_000;

/// How many there are. Chat `n` is with customer `n`, and of tenant `n % tenants + 1`.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Crowd {
    /// Tenants, each with a session of its own
    #[arg(long, default_value_t = 50)]
    pub(crate) tenants: u64,
    /// Customers who write, spread over the tenants
    #[arg(long, default_value_t = 500)]
    pub(crate) chats: u64,
}

/// One customer in one chat.
#[derive(Debug, Clone)]
pub(crate) struct Chat {
    pub(crate) tenant: TenantId,
    pub(crate) session: SessionName,
    pub(crate) phone: u64,
    pub(crate) lid: u64,
}

impl Crowd {
    /// All chats, in their order.
    pub(crate) fn chats(self) -> Result<Vec<Chat>> {
        let tenants = i64::try_from(self.tenants)?;
        let chat = |number: u64| {
            let tenant = webhooks::tenant(number, tenants)?;
            Ok(Chat {
                tenant,
                session: SessionName::of_tenant(tenant),
                phone: FIRST_PHONE + number,
                lid: FIRST_LID + number,
            })
        };
        (0..self.chats).map(chat).collect()
    }
}
