//! Events whose tenant webhook-ingress did not find: whose they are, and sending them on their way.
//!
//! - `lookup`: answers ingress, which asks whose lead a customer is
//! - `owners`: what tells an event's tenant, read for many events at once, and the rules
//! - `backlog`: what is kept, as far as it has to be remembered to ask again
//! - `redriver`: hands kept events to their tenants, by itself and when an operator says so
//!
//! Any number of session-managers may do all of it at once. An event is published under the key that it would
//! have had from the start, and removed after that is acknowledged: one that is sent on twice is one event for
//! JetStream within its memory, and for Postgres ever after.

mod backlog;
mod lookup;
mod owners;
mod redriver;
mod settings;

pub(crate) use lookup::DatabaseLeads;
pub(crate) use redriver::{NotRedriven, Redriver};
pub use settings::UnroutedSettings;
