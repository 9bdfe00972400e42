//! `/api/webhook-keys`

mod rotate;
mod show;

pub(super) use rotate::rotate;
pub(super) use show::show;
