//! What webhooks did not bring: WAHA's own history is compared with what reached us, and what is missing is
//! published as a backfill.
//!
//! A webhook is lost when WAHA restarts, or gives up trying. The history is not: every linked session is
//! looked at each period, and when it works again after it had not. A message of the history goes the way of
//! its webhook, on the same subject and under the same key, so that nothing is done twice. WAHA's
//! `timestamps.activity` cannot save these looks: it tells of calls of the API, not of what arrives.
//!
//! The same comparison shows a session that says WORKING and is deaf. It is restarted a few times, and then
//! a person is told.
//!
//! - `watch`: which sessions are watched, and from which moment on
//! - `keeper`: takes the looks that are due, any number of session-managers together
//! - `look`: one look at one session
//! - `backfill`: a message of the history as an event
//! - `pace`: how often a WAHA is asked
//! - `ears`: whether a session is deaf; a pure function
//! - `cure`: what is done about it

mod backfill;
mod cure;
mod ears;
mod keeper;
mod look;
mod pace;
mod settings;
mod watch;

pub(crate) use keeper::GapFill;
pub use settings::{DeafSettings, GapFillSettings};
pub(crate) use watch::{lost, seen};
