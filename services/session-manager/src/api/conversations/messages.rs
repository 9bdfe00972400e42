//! `/api/tenants/{tenant_id}/conversations/{conversation_id}/messages`

mod create;
mod list;

pub(in crate::api) use create::*;
pub(in crate::api) use list::*;
