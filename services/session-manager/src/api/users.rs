//! `/api/users`, the operators, and `/api/tenants/{tenant_id}/users`, a tenant's people: the same, of
//! different realms.

mod create;
mod list;
mod remove;

use serde::Serialize;
use storage::users::User;
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use create::*;
pub(super) use list::*;
pub(super) use remove::*;

use super::role::Role;

/// A user, as those who may add users see them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(in crate::api) struct UserBody {
    id: i64,
    #[schema(format = Email)]
    email: String,
    role: Role,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
        Self {
            id: user.id.get(),
            email: user.email,
            role: user.role.into(),
            created_at: user.created_at,
        }
    }
}
