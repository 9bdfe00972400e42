//! Postgres: tenants, conversations, messages, replies. The only crate with SQL.
//!
//! A [`Tx`] is a transaction that says whose rows it touches; without that, row-level security shows it
//! none. Every function that touches a tenant's rows takes the [`domain::TenantId`] first, or the [`Realm`] that holds it. The verbs:
//! `lookup` by id, `find` by another key, `add`, `list`; what is absent is `None`, not an error.

pub mod agents;
pub mod api_tokens;
pub mod audit;
pub mod bot_settings;
pub mod checkup;
pub mod contacts;
pub mod conversations;
pub mod crm;
mod database;
mod error;
pub mod fleet_sessions;
pub mod flows;
pub mod home;
mod interval;
pub mod leads;
pub mod llm;
pub mod login_sessions;
pub mod mailbox;
pub mod media;
pub mod merges;
pub mod messages;
mod metrics;
mod migrations;
pub mod nodes;
pub mod outbox;
pub mod owners;
mod pattern;
pub mod privacy;
mod realm;
mod schema;
pub mod senders;
pub mod session_events;
pub mod session_leases;
pub mod session_watches;
pub mod sessions;
mod settings;
mod share;
pub mod sign_in_attempts;
mod statements;
pub mod tenants;
#[cfg(feature = "testing")]
pub mod testing;
mod timekeeping;
pub mod traces;
pub mod turns;
pub mod usage;
pub mod users;

pub use self::metrics::METRICS;
pub use database::{Database, Tx};
pub use error::StorageError;
pub use migrations::{migrate, migrate_up_to};
pub use realm::Realm;
pub use schema::Schema;
pub use settings::Settings;
pub use share::Share;
