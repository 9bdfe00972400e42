//! `/api/tenants/{tenant_id}/whatsapp`

mod connect;
mod disconnect;
mod qr;
mod status;

pub(super) use connect::connect;
pub(super) use disconnect::disconnect;
pub(super) use qr::qr;
pub(super) use status::status;
