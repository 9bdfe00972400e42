//! `/api/tenants/{tenant_id}/flows/{flow}/versions`

mod get;
mod list;

pub(in crate::api) use get::*;
pub(in crate::api) use list::*;
