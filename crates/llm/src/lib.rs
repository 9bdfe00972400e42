//! A language model that may help to understand customers, and never rules.
//!
//! [`Client::ask`] asks a server that speaks the protocol of chat completions what one message says, by a [`Prompt`] in
//! which the message is data. [`check`] believes of the answer what can be checked, and makes of it a [`Reading`]: the typed
//! values of `understanding`, and numbers of those entries of the tenant's FAQ that answer the message. There is no place in it
//! for words: whatever the model writes, none of it can reach a customer. An answer that is anything else is an [`Error`], and
//! the rules go on without it.

mod check;
mod client;
mod completion;
mod error;
mod figures;
mod form;
mod prompt;
#[cfg(feature = "testing")]
pub mod testing;
mod usage;

pub use check::{MOST_ENTRIES, Reading, check};
pub use client::{Asked, Client, Endpoint, Output, Style};
pub use error::Error;
pub use form::Form;
pub use prompt::{Entry, LONGEST_MESSAGE, Prompt};
pub use usage::{Prices, Usage};
