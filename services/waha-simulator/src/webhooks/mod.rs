//! Webhooks: what is posted, how it is signed, and how often it is tried.

mod dispatch;
mod envelope;
mod log;
mod policy;
mod signature;

pub(crate) use dispatch::{DispatchLimits, Dispatcher, Event};
pub(crate) use envelope::{Envelope, Environment, Me, Worker};
pub(crate) use log::{Attempt, Delivery, DeliveryLog, LogEntry, Outcome};
pub(crate) use policy::{Policy, Retries};
