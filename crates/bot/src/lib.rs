//! The bot as a pure function: no I/O, no clock, no randomness.
//!
//! [`turn`] takes what the bot knew, what the customer wrote since, and the time; it returns what the bot
//! knows now and what is to be done. The same input gives the same output, so a turn can be tried again
//! after a crash, replayed in a test console, and tested without a server.
//!
//! This first bot greets, asks for a name and a wish, and hands over to a person.

mod command;
mod fold;
mod language;
mod mention;
mod split;
mod state;
mod texts;
mod turn;

pub use command::{Command, command};
pub use language::Language;
pub use mention::mentions;
pub use split::{LONGEST_MESSAGE, split};
pub use state::State;
pub use turn::{Agency, Effect, Input, LeadUpdate, Turn, turn};
