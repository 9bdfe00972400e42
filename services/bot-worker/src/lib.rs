//! The bot-worker: any number of them share the work.
//!
//! Small loops and a pure function, with Postgres between them:
//!
//! ```text
//! intake    JetStream → messages into their mailboxes, in one transaction → acknowledged
//! turns     a conversation that is due → bot::turn → state + outbox + next alarm, in one transaction
//! delivery  a reply that is due → id taken and stored → seen, typing, send → closed
//! media     a file that is wanted → out of WAHA, into the store → marked
//! ```
//!
//! Beside them, for tenants who have a language model:
//!
//! ```text
//! readings  a message whose turn is still to come → the model, within its budget → what can be checked, for the turn
//! ```
//!
//! A worker may be killed at any moment. What it had not committed comes again: the delivery after the
//! consumer's `ack_wait`, the turn and the reply after their leases.

mod acquaintance;
mod app;
mod backoff;
mod delivery;
mod flows;
mod intake;
mod lease;
mod media;
mod metrics;
mod pace;
mod quiet;
mod readings;
mod rounds;
mod settings;
mod turns;
mod under_way;
mod wakers;

pub use self::metrics::METRICS;
pub use app::{BotWorker, run};
pub use rounds::Rounds;
pub use settings::{
    BotSettings, DeliverySettings, IntakeSettings, MediaSettings, PacingSettings, Profile,
    ReadingSettings, Settings, TurnSettings,
};
