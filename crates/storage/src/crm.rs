//! A tenant's CRM: where it is, and what it is told.

mod deliveries;
mod hooks;

pub(crate) use deliveries::tell;
pub use deliveries::{
    Claim, Delivery, DeliveryId, Event, Outcome, Sending, claim_due, forget, list, lookup,
    redeliver, settle,
};
pub use hooks::lookup as lookup_hook;
pub use hooks::{Hook, remove, rotate, save};
