//! `/api/tokens`, the operators', and `/api/tenants/{tenant_id}/tokens`, a tenant's: the same, of
//! different realms.

mod create;
mod list;
mod revoke;

use serde::Serialize;
use storage::api_tokens::ApiToken;
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use create::*;
pub(super) use list::*;
pub(super) use revoke::*;

/// What is to be seen of a token.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
pub(in crate::api) struct TokenBody {
    id: i64,
    name: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// To the minute; null: never.
    #[schema(required)]
    #[serde(with = "time::serde::rfc3339::option")]
    last_used_at: Option<OffsetDateTime>,
}

impl From<ApiToken> for TokenBody {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id.get(),
            name: token.name,
            created_at: token.created_at,
            last_used_at: token.last_used_at,
        }
    }
}
