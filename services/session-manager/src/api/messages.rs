//! `/api/tenants/{tenant_id}/messages`

mod media;

pub(super) use media::*;
