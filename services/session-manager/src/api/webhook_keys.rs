//! `/api/webhook-keys`

mod rotate;
mod show;

pub(super) use rotate::*;
pub(super) use show::*;
