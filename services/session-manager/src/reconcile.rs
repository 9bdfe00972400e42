//! The reconciler: brings WAHA to what is wanted.
//!
//! It takes no input. Woken by the API, by `session.status` or by the clock, it reads what is wanted
//! (Postgres) and what there is (one list of WAHA's), and works on the sessions that differ, each under
//! its lease: any number of session-managers may do so at once, and a pass can be repeated at any time.
//!
//! - `state`: how a session is, in words for people
//! - `decide`: what to do about a session; a pure function
//! - `note`: what was seen and done, written to the session and its timeline
//! - `pass`: one look at all sessions
//! - `heal`: the work on one session
//! - `orphans`: sessions of ours that nobody wants

mod decide;
mod heal;
mod note;
mod orphans;
mod pass;
mod settings;
mod state;

pub(crate) use note::{Happened, Seen, asked, happened, seen};
pub(crate) use pass::Reconciler;
pub use settings::ReconcileSettings;
pub(crate) use state::State;
