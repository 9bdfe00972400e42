//! `/api/tenants/{tenant_id}/users`

mod create;
mod list;
mod remove;

use serde::Serialize;
use storage::users::User;
use time::OffsetDateTime;

pub(super) use create::create;
pub(super) use list::list;
pub(super) use remove::remove;

/// A user, as those who may add users see them.
#[derive(Debug, Serialize)]
pub(in crate::api) struct UserBody {
    id: i64,
    email: String,
    role: &'static str,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
        Self {
            id: user.id.get(),
            email: user.email,
            role: user.role.as_str(),
            created_at: user.created_at,
        }
    }
}
