//! Flows as data: what a bot says and asks, in which order, and what follows from the answers.
//!
//! A [`Flow`] is a JSON document (`docs/flow.schema.json`). [`Flow::from_json`] reads one and says where it is wrong;
//! [`Flow::lint`] finds what can be read and would still leave a customer standing: a step that nobody reaches, a
//! missing translation, a circle without a question. The [`templates`] are flows to begin with.
//!
//! What is done with a flow is not said here: `crates/bot` holds conversations by it.

mod condition;
mod document;
mod flow;
mod follow_up;
mod hand_off;
mod hours;
pub mod lint;
mod score;
mod slot;
mod step;
pub mod templates;
mod texts;
mod wait;

pub use condition::{Amount, Condition, Is};
pub use document::DocumentError;
pub use flow::{Flow, Triggers};
pub use follow_up::FollowUp;
pub use hand_off::HandOff;
pub use hours::{Day, Hours, Opening};
pub use lint::{Finding, Severity};
pub use score::{Rule, Scoring};
pub use slot::Slot;
pub use step::{Ask, Branch, Choice, END, HAND_OFF, Step};
pub use texts::{Language, PLACEHOLDERS, Texts};
pub use wait::Wait;

/// The JSON Schema of flows, for editors and other programs.
pub const SCHEMA: &str = include_str!("../../../docs/flow.schema.json");

#[cfg(test)]
mod schema;
