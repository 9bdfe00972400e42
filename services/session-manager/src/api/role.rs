//! The roles of people, as bodies name them.

use serde::Serialize;
use storage::users;
use utoipa::ToSchema;

/// What somebody may do: an agent looks after the tenant's WhatsApp, an owner also after its users and
/// tokens, and an operator after all tenants.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    Operator,
    Owner,
    Agent,
}

impl From<users::Role> for Role {
    fn from(role: users::Role) -> Self {
        match role {
            users::Role::Operator => Self::Operator,
            users::Role::Owner(_) => Self::Owner,
            users::Role::Agent(_) => Self::Agent,
        }
    }
}
