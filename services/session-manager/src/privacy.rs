//! What is removed because it is old, or because somebody is to be forgotten.
//!
//! - `settings`: how long things are kept when a tenant says nothing, and at most
//! - `about`: whether an event on the bus is about a person
//! - `cleaner`: finishes erasures, and removes the files of messages that are gone
//! - `retention`: removes what is older than its tenant keeps it

mod about;
mod cleaner;
mod retention;
mod settings;

pub(crate) use cleaner::Cleaner;
pub(crate) use retention::Retention;
pub use settings::PrivacySettings;
pub(crate) use settings::days;
