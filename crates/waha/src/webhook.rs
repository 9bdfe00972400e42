//! What WAHA posts to a webhook.
//!
//! Reading is in two steps, for two readers. [`Envelope::parse`] looks at the outer fields and borrows
//! them from the body: enough for whoever only routes the event. [`Event::parse`] then reads the
//! payload for whoever acts on it. [`identity()`] says which copies are copies of one event, [`customer()`]
//! with whom an event's chat is.

mod body_error;
mod customer;
mod envelope;
mod event;
mod identity;

pub use body_error::BodyError;
pub use customer::{Customer, customer};
pub use envelope::Envelope;
pub use event::{
    Ack, AckLevel, Edited, Event, PollVote, Presence, PresenceOf, Reaction, Revoked, SessionState,
    StatusPoint,
};
pub use identity::{EventIdentity, identity};
