//! WAHA's sessions: their configuration, their state and what moves them from one to the next.

mod change;
mod config;
mod machine;
mod qr;
mod state;
mod turns;

pub(crate) use change::{SessionChange, note, redo};
pub(crate) use config::{SessionConfig, Webhook, name_errors};
pub(crate) use machine::{
    PairingRefused, log_out_from_phone, lose_connection, pair, restart, start, stop, tell_timelock,
    timelock, unlink,
};
pub(crate) use qr::png as qr_png;
pub(crate) use state::{Action, ActionKind, Deafness, Session, State, Status};
pub(crate) use turns::{Turns, in_turn};
