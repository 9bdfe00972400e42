//! What WAHA's answers mean for a reply.

use std::time::Duration;

use storage::outbox::Reply;

use crate::backoff::backoff;

/// How long a reply rests when the session is not connected: somebody has to do something. It is woken when the session
/// says that it is back.
pub(super) const PARKED: Duration = Duration::from_secs(30);
/// How long a reply rests when WhatsApp limits the account.
const LIMITED: Duration = Duration::from_mins(15);
/// How long no new chats are opened when WhatsApp has forbidden it.
const CLOSED: Duration = Duration::from_hours(6);

/// How an attempt ended, or why there was none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// WhatsApp has it, under this id.
    Sent(String),
    /// Later, because of this.
    Later(Duration, String),
    /// Later, because the session is not connected: so are its other replies.
    Unconnected(String),
    /// Later, because the account may open no new chats: so are its other first contacts. Running chats go on.
    Closed(Duration, String),
    /// Never, because of this.
    Never(String),
}

/// What a failed look-up means: as long as it is not known whether WhatsApp has the reply, it is neither sent
/// again nor given up.
pub(super) fn not_looked_up(error: &waha::Error, reply: &Reply) -> Meaning {
    match unsent(error, reply) {
        Meaning::Never(reason) => Meaning::Later(PARKED, reason),
        other => other,
    }
}

/// What a failed call means for the reply.
pub(super) fn unsent(error: &waha::Error, reply: &Reply) -> Meaning {
    use waha::Error as Waha;

    let reason = error.to_string();
    let again = || backoff(reply.attempts.unsigned_abs() + 1);
    match error {
        Waha::SessionUnknown | Waha::WrongStatus { .. } => Meaning::Unconnected(reason),
        Waha::Unauthorized | Waha::Forbidden => Meaning::Later(PARKED, reason),
        Waha::Timelock if reply.first_contact => Meaning::Closed(CLOSED, reason),
        Waha::Timelock | Waha::Quota => Meaning::Later(LIMITED, reason),
        Waha::NoLid | Waha::Busy | Waha::Unavailable { .. } | Waha::Protocol(_) => {
            Meaning::Later(again(), reason)
        }
        Waha::NotFound(_) | Waha::AlreadyExists | Waha::Rejected { .. } | Waha::Unsupported(_) => {
            Meaning::Never(reason)
        }
    }
}
