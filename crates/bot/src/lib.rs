//! The bot as a pure function: no I/O, no clock, no randomness.
//!
//! [`turn`] takes what the bot knew, what the customer wrote since, and the time; it returns what the bot
//! knows now and what is to be done. The same input gives the same output, so a turn can be tried again
//! after a crash, replayed in a test console, and tested without a server.
//!
//! Three flows: [`Flow::Qualifier`] holds the conversation that a [`flow::Flow`] describes, in steps with typed answers;
//! [`Flow::Reception`] greets, asks for a name and a wish, reminds of an open question, and
//! hands over to a person; [`Flow::Echo`] shows to a test what a turn was given. A customer who wants no more
//! messages is let go in his own words, whatever was being talked about.
//!
//! Beside the turn there is what else depends on words alone: [`command`] for the tenant's people, [`mentions`]
//! for the gate, [`split`] for delivery.

mod command;
mod echo;
mod intent;
mod mention;
mod qualifier;
mod reading;
mod reception;
mod reminder;
mod split;
mod spot;
mod state;
mod texts;
mod turn;

pub use command::{Command, command};
pub use mention::mentions;
pub use qualifier::{
    Cause, Facts, HandOff, Pin, Place, Qualifier, Qualifying, Reason, Score, Standing, Temperature,
    VisitTime,
};
pub use reading::Reading;
pub use split::{LONGEST_MESSAGE, split};
pub use spot::Spot;
pub use state::{Reminder, State, Step};
pub use turn::{
    Agency, Circumstances, Effect, Flow, Input, LeadUpdate, LeadValue, Progress, Script, Turn, turn,
};
pub use understanding::Language;
