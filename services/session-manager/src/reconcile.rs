//! The reconciler: brings WAHA to what is wanted.
//!
//! It takes no input. Woken by the API, by `session.status` or by the clock, it reads what is wanted
//! (Postgres) and what there is (one list of each WAHA node), and works on the sessions that differ, each
//! under its lease: any number of session-managers may do so at once, and a pass can be repeated at any
//! time. Each node has a loop of its own: one that does not answer holds up no other.
//!
//! - `fleet_watch`: the loops, one a node
//! - `state`: how a session is, in words for people
//! - `decide`: what to do about a session; a pure function
//! - `note`: what was seen and done, written to the session and its timeline
//! - `pass`: one look at all sessions of a node
//! - `heal`: the work on one session
//! - `orphans`: sessions of ours that nobody wants, or not there
//! - `rollout`: one session after another gets a new configuration

mod decide;
mod fleet_watch;
mod heal;
mod note;
mod orphans;
mod pass;
mod rollout;
mod settings;
mod state;

pub(crate) use fleet_watch::Reconciler;
pub(crate) use note::{
    Happened, Seen, asked, deaf, happened, hears, moved, resumed, seen, suspended,
};
pub use settings::ReconcileSettings;
pub(crate) use state::State;
